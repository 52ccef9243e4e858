/** So few more are shown rather than counted: "and 2 more" says less and is hardly shorter. */
const FEW = 3;

/**
 * `billing, orders and 9 more`: names in the order given, cut to a number people read.
 *
 * @param count how many there are, where not all names are given
 */
export function listNames(names: readonly string[], most: number, count = names.length): string {
  const shown = count <= most + FEW ? names : names.slice(0, most);
  const hidden = count - shown.length;
  if (hidden <= 0) return shown.join(', ');
  return shown.length === 0 ? `${count}` : `${shown.join(', ')} and ${hidden} more`;
}
