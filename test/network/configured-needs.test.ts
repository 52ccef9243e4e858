import { describe, expect, it } from 'vitest';
import { configuredNeeds } from '../../shared/network/configured-needs.ts';
import { aFunction, functionArn, snapshot } from '../builders/snapshot.ts';

const needsOf = (
  Tags: Readonly<Record<string, string>> | undefined,
  configured: Parameters<typeof configuredNeeds>[1] = [],
) => [
  ...configuredNeeds(
    snapshot({ collections: { Functions: [aFunction({ Tags })] } }),
    configured,
    functionArn('orders'),
  ),
];

describe('configured needs', () => {
  it('come from the tag, separated by any white space', () => {
    expect(needsOf({ needs: ' internet  sqs\tdb.internal:5432 ' })).toEqual([
      'internet',
      'sqs',
      'db.internal:5432',
    ]);
    expect(needsOf({ needs: '' })).toEqual([]);
  });

  it('come from the configuration by name or ARN, and only for that function', () => {
    expect(
      needsOf({ needs: 'sqs' }, [
        { function: 'orders', needs: ['internet'] },
        { function: functionArn('orders'), needs: ['kms', 'sqs'] },
        { function: 'order', needs: ['lambda'] },
      ]),
    ).toEqual(['sqs', 'internet', 'kms']);
  });

  it('are those of the configuration alone where the tags were not read', () => {
    expect(needsOf(undefined, [{ function: 'orders', needs: ['internet'] }])).toEqual(['internet']);
  });
});
