export function fetch() {
  return new Response("Hello");
}
