/** What a text says as JSON; undefined where it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's only answer to another text is to throw; what it says of it helps nobody.
    return undefined;
  }
}
