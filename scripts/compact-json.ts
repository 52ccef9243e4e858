const INDENT = '  ';

/**
 * JSON for people: an array or object stands on one line where it fits, so that a page shows an answer
 * of AWS without a line for each bracket.
 *
 * @param width cells a line may take
 */
export function compactJson(value: unknown, width = 100): string {
  return render(value, '', width, 0);
}

/** `taken` is what stands before the value on its line. */
function render(value: unknown, indent: string, width: number, taken: number): string {
  const line = oneLine(value);
  if (indent.length + taken + line.length <= width) return line;
  const inner = indent + INDENT;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => inner + render(item, inner, width, 1));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => {
      const label = `${JSON.stringify(key)}: `;
      return inner + label + render(item, inner, width, label.length + 1);
    });
    return `{\n${entries.join(',\n')}\n${indent}}`;
  }
  return line;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`).join(', ')} }`;
}
