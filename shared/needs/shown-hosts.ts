/**
 * Variables whose host the code does not connect to, going by the variable's name: it answers a browser
 * with it, compares it, or writes it into links and mails. They stand beside the real destinations in most
 * web back ends, and as needs they would report a missing way to the internet that nothing uses.
 */
const SHOWN: readonly RegExp[] = [
  /(?:^|_)cors(?:_|$)/,
  /(?:^|_)origins?$/,
  /(?:^|_)(?:callback|cancel|logout|redirect|return|success|unsubscribe)_ur[il]s?$/,
  /^(?:app|client|dashboard|front_?end|portal|public|site|ui|web|web_?site)(?:_base)?_(?:ur[il]|domain)s?$/,
  /^(?:(?:base|cookie|custom|e?mail|from|parent|primary|root|ses|zone)_)?domain(?:s|_?names?)?$/,
  /(?:^|_)hosted_zone(?:_name)?$/,
  /(?:^|_)(?:audience|logo_url|referr?er|xmlns)$/,
  /(?:^|_)(?:allowed|blocked|denied|trusted)(?:_|$)/,
  /(?:^|_)(?:allow|black|block|deny|white)_?list(?:ed)?(?:_|$)/,
];

/** Hosts whose URLs name a schema or a namespace; nobody connects to them. */
const NAMESPACES = new Set([
  'json-schema.org',
  'purl.org',
  'schema.org',
  'schemas.microsoft.com',
  'schemas.xmlsoap.org',
  'w3.org',
  'www.w3.org',
  'xmlns.com',
]);

/** Whether the host of an environment variable is shown or compared, and not called. */
export function isShownHost(variable: string, host: string): boolean {
  const name = variable.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  return NAMESPACES.has(host) || SHOWN.some((pattern) => pattern.test(name));
}
