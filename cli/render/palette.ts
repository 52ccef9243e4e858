import { styleText } from 'node:util';
import type { Severity } from '../../shared/controls/verdict.ts';

type Style = (text: string) => string;

/** How parts of the output look. */
export interface Palette {
  readonly strong: Style;
  readonly faint: Style;
  readonly link: Style;
  readonly good: Style;
  readonly doubt: Style;
  readonly severity: Readonly<Record<Severity, Style>>;
}

const plain: Style = (text) => text;

/** The styles of a terminal with colours, or text as it is. */
export function paletteOf(colour: boolean): Palette {
  const style = (...format: Parameters<typeof styleText>[0][]): Style =>
    colour
      ? (text) => format.reduce<string>((styled, one) => styleText(one, styled, AS_TOLD), text)
      : plain;
  return {
    strong: style('bold'),
    faint: style('dim'),
    link: style('underline'),
    good: style('green'),
    doubt: style('magenta'),
    severity: {
      HIGH: style('red', 'bold'),
      MEDIUM: style('yellow', 'bold'),
      LOW: style('cyan', 'bold'),
      INFO: style('dim', 'bold'),
    },
  };
}

/** Whether to colour was decided from the stream that is written to; Node would ask standard output. */
const AS_TOLD = { validateStream: false };
