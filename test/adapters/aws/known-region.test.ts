import { expect, test } from 'vitest';
import { isKnownRegion } from '../../../shared/adapters/aws/known-region.ts';

test.each([
  ['eu-west-1', true],
  ['cn-north-1', true],
  ['us-gov-west-1', true],
  ['eu-wst-1', false],
  ['eu-west-9', false],
  ['', false],
])('%s is a region that the SDK knows: %s', (region, known) => {
  expect(isKnownRegion(region)).toBe(known);
});
