/**
 * Whether Deno lets this thread do something at once. Where it would ask, in a terminal, all stands still until
 * somebody answers, and a serving thread that waits is taken for one that hangs: so what can be done without is not
 * tried before this says yes.
 */
export function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

/** Throws `NotCapable`, as Deno does where there is nobody to ask, unless something is granted. */
export function requireGrant(descriptor: Deno.PermissionDescriptor): void {
  if (isGranted(descriptor)) return;
  const { name } = descriptor;
  throw new Deno.errors.NotCapable(
    `Requires ${name} access, run again with the --allow-${name} flag`,
  );
}
