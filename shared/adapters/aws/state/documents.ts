import { randomUUID } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as z from 'zod/mini';
import type { Clock } from '../../../ports/clock.ts';
import { StateItemError, readItem } from './read-item.ts';
import type { StateTable } from './state-table.ts';
import { keyText, piecesOf } from './table-keys.ts';
import type { Key } from './table-keys.ts';

/**
 * Documents are compressed JSON in the item itself, or, where they are larger than an item may be, in
 * pieces of their own. Every writing makes new pieces under a name of its own, before the item that
 * names them: a reader gets the old document or the new one, never some of both.
 */

/** An item holds 400 KB, its other attributes and the names of all included. */
const PIECE_BYTES = 350_000;

/** Pieces that no item names any more stay for those who have read the item and not the pieces yet. */
const KEPT_MILLISECONDS = 3_600_000;

/** Small documents gain nothing from more effort, and large ones should not cost seconds. */
const COMPRESSION = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** What an item says of its document, among its other fields. */
export const documentFields = {
  document: z.exactOptional(z.instanceof(Uint8Array)),
  /** Name of the writing whose pieces hold the document. */
  writing: z.exactOptional(z.string()),
  pieces: z.exactOptional(z.number()),
};

export type DocumentFields = z.output<z.ZodMiniObject<typeof documentFields>>;

const pieceSchema = z.object({ sk: z.string(), piece: z.instanceof(Uint8Array) });

export class Documents {
  readonly #table: StateTable;
  readonly #now: Clock;

  constructor(table: StateTable, now: Clock) {
    this.#table = table;
    this.#now = now;
  }

  /**
   * Makes the document of the item with the key ready; one that is too large is written in pieces.
   *
   * @param inlineBytes what the item may hold of it
   */
  async prepare(key: Key, value: unknown, inlineBytes = PIECE_BYTES): Promise<DocumentFields> {
    const bytes = brotliCompressSync(JSON.stringify(value), COMPRESSION);
    if (bytes.length <= Math.min(inlineBytes, PIECE_BYTES)) return { document: bytes };
    const writing = `${this.#now().toISOString()} ${randomUUID()}`;
    const pieces = Math.ceil(bytes.length / PIECE_BYTES);
    await Promise.all(
      pieceKeys(key, writing, pieces).map((pieceKey, index) => {
        const piece = bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES);
        return this.#table.put({ ...pieceKey, piece });
      }),
    );
    return { writing, pieces };
  }

  /** @param key of the item for which the document was prepared, of which `fields` may be a copy */
  async read(key: Key, fields: DocumentFields): Promise<unknown> {
    const bytes = fields.document ?? (await this.#joined(key, fields));
    return JSON.parse(brotliDecompressSync(bytes).toString('utf8')) as unknown;
  }

  /** Removes the pieces that were prepared for an item that was not written after all. */
  async discard(key: Key, { writing, pieces = 0 }: DocumentFields): Promise<void> {
    if (writing === undefined) return;
    await this.#removeAll(pieceKeys(key, writing, pieces));
  }

  /** Removes the pieces that nobody needs any more, where the item has pieces or had some before. */
  async tidy(key: Key, current: DocumentFields, before: DocumentFields = {}): Promise<void> {
    if (current.writing === undefined && before.writing === undefined) return;
    const oldest = new Date(this.#now().getTime() - KEPT_MILLISECONDS).toISOString();
    const keys = await this.#table.keysIn(piecesOf(key));
    await this.#removeAll(
      keys.filter(({ sk }) => sk < oldest && !sk.startsWith(`${current.writing} `)),
    );
  }

  async #joined(key: Key, { writing = '', pieces = 0 }: DocumentFields): Promise<Uint8Array> {
    const items = await this.#table.partition(piecesOf(key), `${writing} `);
    if (writing === '' || items.length !== pieces) {
      throw new StateItemError(
        `item "${keyText(key)}" of the state table has ${items.length} of its ${pieces} pieces`,
      );
    }
    return Buffer.concat(items.map((item) => readItem(pieceSchema, item).piece));
  }

  async #removeAll(keys: readonly Key[]): Promise<void> {
    await Promise.all(keys.map((key) => this.#table.remove(key)));
  }
}

/** In the order of their sort keys. */
function pieceKeys(key: Key, writing: string, pieces: number): readonly Key[] {
  return Array.from({ length: pieces }, (_, index) => ({
    pk: piecesOf(key),
    sk: `${writing} ${String(index).padStart(4, '0')}`,
  }));
}
