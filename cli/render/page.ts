import { padEnd, widthInCells, wrap } from './layout.ts';

type Style = (text: string) => string;

/** Indentation of everything below a heading; severities fit into it. */
export const MARGIN = 10;

const plain: Style = (text) => text;

/** A text in a column. */
export interface Label {
  readonly text: string;
  /** Of the column, in cells, with the gap behind it. */
  readonly width: number;
  readonly style?: Style;
}

/** Lines of text for a given width, each block wrapped under its own indentation. */
export class Page {
  readonly width: number;
  readonly #lines: string[] = [];

  constructor(width: number) {
    this.width = width;
  }

  /** An empty line, unless the page begins or one is there already. */
  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
  }

  /** A text, wrapped. */
  text(indent: number, text: string, style: Style = plain): void {
    for (const line of wrap(text, this.width - indent)) this.#push(indent, style(line));
  }

  /** A label in a column of its own and a text wrapped beside it. */
  labelled(indent: number, label: Label, text: string, style: Style = plain): void {
    this.columns(indent, [label], text, style);
  }

  /** Labels in columns of their own and a text wrapped beside them; too wide a label gets its own line. */
  columns(indent: number, labels: readonly Label[], text: string, style: Style = plain): void {
    const width = labels.reduce((sum, label) => sum + label.width, 0);
    const head = labels.map(cell).join('');
    if (labels.some((label) => widthInCells(label.text) >= label.width)) {
      this.#push(indent, head);
      this.text(indent + width, text, style);
      return;
    }
    const [first, ...others] = wrap(text, this.width - indent - width);
    this.#push(indent, `${head}${first === undefined ? '' : style(first)}`);
    for (const line of others) this.#push(indent + width, style(line));
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #push(indent: number, line: string): void {
    this.#lines.push(line === '' ? '' : `${' '.repeat(indent)}${line}`.trimEnd());
  }
}

/** The blanks stand outside the style: a terminal would underline them. */
function cell({ text, width, style = plain }: Label): string {
  return `${style(text)}${padEnd(text, width).slice(text.length)}`;
}
