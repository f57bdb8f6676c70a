<?php
// Entries of the board in one file, a line of JSON each, under a lock.
final class Store
{
    public function __construct(private string $folder) {}

    public function all(): array
    {
        $file = "$this->folder/board.jsonl";
        $lines = is_file($file) ? file($file, FILE_IGNORE_NEW_LINES) : [];
        return array_map(fn ($line) => json_decode($line, true), $lines);
    }

    public function topic(int $id): array
    {
        return array_values(array_filter($this->all(), fn ($entry) => $entry['topic'] === $id));
    }

    public function add(int $topic, string $name, string $text): int
    {
        $file = fopen("$this->folder/board.jsonl", 'a+');
        flock($file, LOCK_EX);
        $topic = $topic ?: count($this->all()) + 1;
        fwrite($file, json_encode(compact('topic', 'name', 'text')) . "\n");
        fclose($file);
        return $topic;
    }
}
