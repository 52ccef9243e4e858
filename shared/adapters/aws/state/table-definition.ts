/**
 * The table's properties as CloudFormation names them: what is created must be what is read here.
 *
 * `pk` and `sk` are made in table-keys.ts. The index is sparse: only records that are live have
 * `openIn`, the key of the unit that judged them last. `expires` is in seconds since 1970.
 */
export const STATE_TABLE = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'openIn', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'openIn',
      KeySchema: [
        { AttributeName: 'openIn', KeyType: 'HASH' },
        { AttributeName: 'pk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
} as const;

/** What the functions must be allowed on the table. */
export const STATE_TABLE_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
] as const;

/** What they must be allowed on its index. */
export const STATE_INDEX_ACTIONS = ['dynamodb:Query'] as const;
