import { expect, test } from 'vitest';
import { generateArchitecturePicture } from '../../scripts/generate-architecture-picture.ts';

/** Of the column that GitHub shows a page in. */
const PAGE_PIXELS = 900;

test('the picture of the architecture can be read at the width of a page', async () => {
  const [{ content } = { content: '' }] = await generateArchitecturePicture();
  const [, width = 'none'] = /<svg width="(\d+)pt"/.exec(content) ?? [];
  const sizes = [...content.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  const smallest = (Math.min(...sizes) * PAGE_PIXELS) / Number(width);
  expect(smallest).toBeGreaterThanOrEqual(11);
});
