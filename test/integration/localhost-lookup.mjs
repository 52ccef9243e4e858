import dns from 'node:dns';

/**
 * Loaded into processes that talk to the emulator: S3 puts the bucket before the host, and not every
 * machine knows that whatever ends in `.localhost` is itself (RFC 6761).
 */
const { lookup } = dns;
dns.lookup = (host, ...others) =>
  lookup(host.endsWith('.localhost') ? 'localhost' : host, ...others);
