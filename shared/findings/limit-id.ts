/**
 * An id of at most `most` characters. One that is longer keeps its beginning and its last part and gets
 * a checksum between them, so that it stays the same on every run and two long ids stay two.
 */
export function limitId(id: string, most: number): string {
  if (id.length <= most) return id;
  const tail = id.slice(id.lastIndexOf('/')).slice(-most / 4);
  const checksum = `~${fnv1a(id)}`;
  return `${id.slice(0, most - checksum.length - tail.length)}${checksum}${tail}`;
}

/** The 32-bit FNV-1a hash of the text's UTF-16 units, in eight hexadecimal digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
