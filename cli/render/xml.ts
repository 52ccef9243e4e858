import { printable } from './layout.ts';

/** Characters that XML forbids (https://www.w3.org/TR/xml/#charsets): halves of pairs, non-characters. */
const FORBIDDEN = /[\p{Cs}\ufffe\uffff]/gu;

/** A text as XML carries it, in an element or in an attribute. */
export function xmlText(text: string): string {
  return printable(text)
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
