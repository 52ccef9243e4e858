import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionIdOf } from '../../shared/events/function-reference.ts';

const PLACE = { region: 'eu-central-1', accountId: '111122223333' };
const HERE = 'arn:aws:lambda:eu-central-1:111122223333:function:orders';

function again(id: string | undefined): string | undefined {
  return id === undefined ? undefined : functionIdOf(id, PLACE);
}

describe('functionIdOf', () => {
  it.each([
    ['orders', HERE],
    ['orders:prod', HERE],
    ['orders:$LATEST', HERE],
    ['function:orders', HERE],
    ['function:orders:7', HERE],
    ['111122223333:orders', HERE],
    ['111122223333:function:orders', HERE],
    ['111122223333:function:orders:prod', HERE],
    ['eu-central-1:111122223333:function:orders', HERE],
    [HERE, HERE],
    [`${HERE}:3`, HERE],
    [`${HERE}:$LATEST`, HERE],
    [
      'arn:aws:lambda:us-west-2:999988887777:function:orders:1',
      'arn:aws:lambda:us-west-2:999988887777:function:orders',
    ],
    [
      'us-west-2:999988887777:function:orders',
      'arn:aws:lambda:us-west-2:999988887777:function:orders',
    ],
    ['999988887777:function:orders', 'arn:aws:lambda:eu-central-1:999988887777:function:orders'],
    [
      'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:orders',
      'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:orders',
    ],
    // A name that reads like a region, with a qualifier that reads like the resource type.
    ['my-function-1:function', 'arn:aws:lambda:eu-central-1:111122223333:function:my-function-1'],
    ['my-function-1:prod', 'arn:aws:lambda:eu-central-1:111122223333:function:my-function-1'],
  ])('%s', (text, id) => {
    expect(functionIdOf(text, PLACE)).toBe(id);
  });

  it('takes the partition from the region', () => {
    expect(functionIdOf('orders', { ...PLACE, region: 'cn-north-1' })).toBe(
      'arn:aws-cn:lambda:cn-north-1:111122223333:function:orders',
    );
  });

  it('answers the name where no account is known', () => {
    expect(functionIdOf('orders:prod', { ...PLACE, accountId: undefined })).toBe('orders');
    expect(functionIdOf('orders', { ...PLACE, accountId: '-' })).toBe('orders');
  });

  it.each([
    '',
    '-',
    '--',
    'two words',
    'orders:prod:more',
    'arn:aws:lambda',
    'arn:aws:lambda:eu-central-1:111122223333:layer:orders:1',
    'arn:aws:lambda:eu-central-1:111122223333:event-source-mapping:9b3a7281-7771-463c-9b17-32268cd91c17',
    'arn:aws:iam::111122223333:role/orders',
    'arn:aws:lambda:eu-central-1:111122223333:function:orders:prod:more',
    'arn:evil:lambda:eu-central-1:111122223333:function:orders',
    'x'.repeat(1000),
  ])('%j names no function', (text) => {
    expect(functionIdOf(text, PLACE)).toBeUndefined();
  });

  it('is settled: what it answers, it answers again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[aB1_:$./-]*$/), (text) => {
        const id = functionIdOf(text, PLACE);
        expect(again(id)).toBe(id);
      }),
    );
  });

  it('leads every form of one reference to one ARN', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,63}$/).filter((text) => text !== 'function');
    const qualifier = fc.constantFrom('', ':1', ':prod', ':$LATEST');
    fc.assert(
      fc.property(name, qualifier, (name, qualifier) => {
        const arn = `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
        const forms = [name, `111122223333:function:${name}`, `function:${name}`, arn];
        expect(forms.map((form) => functionIdOf(`${form}${qualifier}`, PLACE))).toEqual(
          forms.map(() => arn),
        );
      }),
    );
  });
});
