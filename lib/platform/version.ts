/**
 * Whether this is a Deno before 2.8, which has another HTTP server within: that one reads requests more laxly,
 * compresses by itself, and begins and ends streams in its own order. Who works around either asks here.
 */
export const BEFORE_2_8 = /^[01]\.|^2\.[0-7]\./.test(Deno.version.deno);
