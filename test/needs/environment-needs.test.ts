import { describe, expect, it } from 'vitest';
import { ACCOUNT, functionArn, item } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { allow, gaps, lines, needsOf, needsOfValue } from './needs-of.ts';

const HOSTS: readonly (readonly [string, readonly string[]])[] = [
  // AWS services by their regional names.
  ['https://sqs.us-east-1.amazonaws.com/111122223333/orders', ['sqs@us-east-1:443']],
  ['kinesis.us-west-2.amazonaws.com', ['kinesis-streams@us-west-2:443']],
  ['monitoring.us-east-1.amazonaws.com', ['monitoring@us-east-1:443']],
  ['api.ecr.us-east-1.amazonaws.com', ['ecr.api@us-east-1:443']],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com', ['ecr.dkr@us-east-1:443']],
  ['runtime.sagemaker.us-east-1.amazonaws.com', ['sagemaker.runtime@us-east-1:443']],
  ['streams.dynamodb.us-east-1.amazonaws.com', ['dynamodb-streams@us-east-1:443']],
  ['111122223333.ddb.us-east-1.amazonaws.com', ['dynamodb@us-east-1:443']],
  ['photos.s3.eu-west-1.amazonaws.com', ['s3@eu-west-1:443']],
  [
    'bucket--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com',
    ['s3express@us-east-1:443'],
  ],
  ['abc123.execute-api.us-east-1.amazonaws.com', ['execute-api@us-east-1:443']],
  ['sqs.cn-north-1.amazonaws.com.cn', ['sqs@cn-north-1:443']],
  ['http://sns.us-east-1.amazonaws.com', ['sns@us-east-1:80']],
  ['email.us-east-1.amazonaws.com', ['ses@us-east-1:443']],
  ['email-smtp.us-east-1.amazonaws.com:2587', ['email-smtp@us-east-1:2587']],
  ['email-smtp.us-east-1.amazonaws.com', ['email-smtp@us-east-1:587']],
  ['query-cell2.timestream.us-east-1.amazonaws.com', ['timestream.query-<cell>@us-east-1:443']],
  ['iam.amazonaws.com', ['iam@us-east-1:443']],
  // Other names of the same services, which another endpoint or none can own.
  ['sts.amazonaws.com', ['sts@us-east-1:443 as sts.amazonaws.com']],
  ['photos.s3.amazonaws.com', ['s3@us-east-1:443 as photos.s3.amazonaws.com']],
  ['s3-us-west-2.amazonaws.com', ['s3@us-west-2:443 as s3-us-west-2.amazonaws.com']],
  ['us-west-2.queue.amazonaws.com', ['sqs@us-west-2:443 as us-west-2.queue.amazonaws.com']],
  ['sqs-fips.us-east-1.amazonaws.com', ['sqs@us-east-1:443 as sqs-fips.us-east-1.amazonaws.com']],
  ['sqs.us-east-1.api.aws', ['sqs@us-east-1:443 as sqs.us-east-1.api.aws']],
  [
    'photos.s3.dualstack.us-east-1.amazonaws.com',
    ['s3@us-east-1:443 as photos.s3.dualstack.us-east-1.amazonaws.com'],
  ],
  [
    'vpce-0a-1b.sqs.us-east-1.vpce.amazonaws.com',
    ['sqs@us-east-1:443 as vpce-0a-1b.sqs.us-east-1.vpce.amazonaws.com'],
  ],
  [
    'photos.vpce-0a-1b.s3.us-east-1.vpce.amazonaws.com',
    ['s3@us-east-1:443 as photos.vpce-0a-1b.s3.us-east-1.vpce.amazonaws.com'],
  ],
  // Resources.
  [
    'postgresql://app:pw@orders.c1.us-east-1.rds.amazonaws.com:5433/app',
    ['resource orders.c1.us-east-1.rds.amazonaws.com:5433'],
  ],
  ['a.b.0001.use1.cache.amazonaws.com', ['resource a.b.0001.use1.cache.amazonaws.com']],
  [
    'b-1.c.x1.c2.kafka.us-east-1.amazonaws.com:9094',
    ['private-name b-1.c.x1.c2.kafka.us-east-1.amazonaws.com:9094'],
  ],
  [
    'internal-web-1.us-east-1.elb.amazonaws.com',
    ['private-name internal-web-1.us-east-1.elb.amazonaws.com'],
  ],
  [
    'https://vpc-logs-x.us-east-1.es.amazonaws.com',
    ['private-name vpc-logs-x.us-east-1.es.amazonaws.com:443'],
  ],
  [
    'vpce-0a-1b.vpce-svc-0c.us-east-1.vpce.amazonaws.com',
    ['private-name vpce-0a-1b.vpce-svc-0c.us-east-1.vpce.amazonaws.com'],
  ],
  [
    'https://x.abc.vpc-lattice-svcs.us-east-1.on.aws',
    ['private-name x.abc.vpc-lattice-svcs.us-east-1.on.aws:443'],
  ],
  ['10.1.2.3:8080', ['address 10.1.2.3:8080']],
  ['100.64.0.9', ['address 100.64.0.9']],
  ['fd00::9', ['address fd00::9']],
  ['redis.corp.internal:6379', ['private-name redis.corp.internal:6379']],
  // The internet.
  ['https://api.example.com/v1', ['internet4:443']],
  ['http://api.example.com', ['internet4:80']],
  ['https://api.example.com:8443', ['internet4:8443']],
  ['smtp.example.com', ['internet4']],
  ['1.1.1.1', ['internet4']],
  ['2606:4700::1111', ['internet6']],
  ['https://abc.lambda-url.us-east-1.on.aws', ['internet4:443']],
  ['https://search-logs-x.us-east-1.es.amazonaws.com', ['internet4:443']],
  // Nothing.
  ['http://127.0.0.1:2773', []],
  ['http://169.254.169.254/latest', []],
  ['::1', []],
  ['0.0.0.0', []],
  ['224.0.0.1', []],
  ['handler.py', []],
  ['braket.us-east-1.amazonaws.com', []],
  ['fsx.us-east-1.amazonaws.com', []],
];

describe('a host in the environment', () => {
  it.each(HOSTS)('%s', (value, needs) => {
    expect(needsOfValue(value)).toEqual(needs.map((need) => `${need} environment`));
  });

  it('notes an AWS host that the table of services does not list', () => {
    const found = needsOf({
      with: { Environment: { Variables: { A: 'braket.us-east-1.amazonaws.com' } } },
    });
    expect(found.notes).toEqual([
      { kind: 'unlisted-service', value: 'braket.us-east-1.amazonaws.com' },
    ]);
  });

  it('shows the variable and the host as evidence', () => {
    const { needs } = needsOf({
      with: { Environment: { Variables: { API: 'https://api.example.com/secret-path?key=1' } } },
    });
    expect(needs[0]).toMatchObject({
      confidence: 'INFERRED',
      evidence: [
        { resource: functionArn('orders'), field: 'Environment.API', value: 'api.example.com' },
      ],
    });
    expect(JSON.stringify(needs)).not.toContain('secret-path');
  });

  it('that is excepted from the proxy is none', () => {
    const found = needsOf({
      with: { Environment: { Variables: { no_proxy: '10.0.0.9,api.example.com' } } },
    });
    expect(found.needs).toEqual([]);
  });

  it('that is the proxy is one', () => {
    const found = needsOf({
      with: { Environment: { Variables: { HTTPS_PROXY: 'http://proxy.corp.internal:3128' } } },
    });
    expect(lines(found)).toEqual(['private-name proxy.corp.internal:3128 environment']);
  });
});

const zone = (VPCId: string | undefined, Name = 'example.com.') => ({
  HostedZoneSummaries: [item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name, VPCId })],
});

describe('a name or address that only looks public', () => {
  const value = 'https://api.example.com';
  const rule = {
    ResolverRules: [
      item('ResolverRules', { Id: 'rr-1', DomainName: 'example.com.', RuleType: 'FORWARD' }),
    ],
  };
  const associated = {
    ResolverRuleAssociations: [
      item('ResolverRuleAssociations', { Id: 'a', ResolverRuleId: 'rr-1', VPCId: 'vpc-0a' }),
    ],
  };

  it.each<readonly [string, SnapshotChanges['collections'], boolean]>([
    ['in a private hosted zone of the VPC', zone('vpc-0a'), true],
    ['in a private hosted zone of another VPC', zone('vpc-0b'), false],
    ['in a zone whose VPC nobody joined', zone(undefined), false],
    ['beside a zone of a similar name', zone('vpc-0a', 'ample.com.'), false],
    ['forwarded by a rule of the VPC', { ...rule, ...associated }, true],
    ['forwarded by a rule that no VPC has', rule, false],
  ])('%s', (_, collections, isPrivate) => {
    expect(needsOfValue(value, { collections: collections ?? {} })).toEqual([
      isPrivate ? 'private-name api.example.com:443 environment' : 'internet4:443 environment',
    ]);
  });

  it.each([
    ['vpc-0a', true, true],
    ['vpc-0a', false, false],
    ['vpc-0b', true, false],
  ])('owned by an endpoint of a partner in %s, private DNS %s', (VpcId, enabled, isPrivate) => {
    const collections = {
      ServiceDetails: [
        item('ServiceDetails', {
          ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0c',
          PrivateDnsName: '*.example.com',
        }),
      ],
      VpcEndpoints: [
        item('VpcEndpoints', {
          VpcEndpointId: 'vpce-0a',
          VpcId,
          ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0c',
          PrivateDnsEnabled: enabled,
        }),
      ],
    };
    expect(needsOfValue(value, { collections })).toEqual([
      isPrivate ? 'private-name api.example.com:443 environment' : 'internet4:443 environment',
    ]);
  });

  it.each([
    ['100.200.0.9', '100.200.0.0/16', 'address 100.200.0.9 environment'],
    ['100.201.0.9', '100.200.0.0/16', 'internet4 environment'],
  ])('%s in a world with the VPC block %s', (address, CidrBlock, need) => {
    const Vpcs = [item('Vpcs', { VpcId: 'vpc-0a', CidrBlock })];
    expect(needsOfValue(address, { collections: { Vpcs } })).toEqual([need]);
  });

  it('lies in a peered VPC by its IPv6 block', () => {
    const VpcPeeringConnections = [
      item('VpcPeeringConnections', {
        VpcPeeringConnectionId: 'pcx-1',
        RequesterVpcInfo: { VpcId: 'vpc-0a' },
        AccepterVpcInfo: {
          VpcId: 'vpc-0b',
          Ipv6CidrBlockSet: [{ Ipv6CidrBlock: '2600:1f18:1::/56' }],
        },
      }),
    ];
    expect(needsOfValue('2600:1f18:1::9', { collections: { VpcPeeringConnections } })).toEqual([
      'address 2600:1f18:1::9 environment',
    ]);
  });
});

describe('names that DescribeVpcEndpointServices answers', () => {
  const collections = {
    ServiceDetails: [
      item('ServiceDetails', {
        ServiceName: 'com.amazonaws.us-east-1.braket',
        ServiceType: [{ ServiceType: 'Interface' }],
        PrivateDnsNames: [{ PrivateDnsName: 'braket.us-east-1.amazonaws.com' }],
      }),
      item('ServiceDetails', {
        ServiceName: 'com.amazonaws.us-east-1.sqs-fips',
        PrivateDnsNames: [{ PrivateDnsName: 'sqs-fips.us-east-1.amazonaws.com' }],
      }),
      item('ServiceDetails', {
        ServiceName: 'com.amazonaws.us-east-1.kafka',
        PrivateDnsNames: [{ PrivateDnsName: 'kafka.us-east-1.amazonaws.com' }],
      }),
    ],
  };

  it('decide before the pattern of the name does', () => {
    const found = needsOf({
      with: { Environment: { Variables: { A: 'braket.us-east-1.amazonaws.com' } } },
      given: { collections },
    });
    expect(found.needs).toMatchObject([
      { service: 'braket', serviceName: 'com.amazonaws.us-east-1.braket' },
    ]);
  });

  it('tell the FIPS name of a service from its plain one', () => {
    expect(needsOfValue('sqs-fips.us-east-1.amazonaws.com', { collections })).toEqual([
      'sqs@us-east-1:443 as sqs-fips.us-east-1.amazonaws.com environment',
    ]);
  });

  it('own nothing below a name without a wildcard', () => {
    const broker = 'b-1.c.x1.c2.kafka.us-east-1.amazonaws.com:9094';
    expect(needsOfValue(broker, { collections })).toEqual([`private-name ${broker} environment`]);
  });
});

const needsOfVariable = (name: string, value: string) =>
  lines(needsOf({ with: { Environment: { Variables: { [name]: value } } } }));

describe('a host that the code shows or compares', () => {
  it.each([
    ['CORS_ORIGIN', 'https://app.example.com'],
    ['ALLOWED_ORIGINS', 'https://a.example.com,https://b.example.com'],
    ['corsAllowedHosts', 'https://app.example.com'],
    ['OAUTH_REDIRECT_URI', 'https://app.example.com/cb'],
    ['FRONTEND_URL', 'https://app.example.com'],
    ['DOMAIN_NAME', 'example.com'],
    ['COOKIE_DOMAIN', 'example.com'],
    ['SCHEMA', 'http://json-schema.org/draft-07/schema#'],
    ['ALLOWED_HOSTS', 'shop.example.com'],
    ['TRUSTED_PROXIES', '10.9.0.4,10.9.0.5'],
    ['ipWhitelist', '10.9.0.4'],
    ['DENY_LIST', '192.0.2.7'],
  ])('is no need: %s=%s', (name, value) => {
    expect(needsOfVariable(name, value)).toEqual([]);
  });

  it.each([
    ['ORIGIN_URL', 'https://api.example.com'],
    ['ALLOWANCE_API_URL', 'https://api.example.com'],
    ['AUTH0_DOMAIN', 'tenant.example.com'],
    ['FRONTEND_API_URL', 'https://api.example.com'],
    ['BASE_URL', 'https://api.example.com'],
    ['JWT_ISSUER', 'https://tenant.example.com/'],
  ])('may be one under another name: %s=%s', (name, value) => {
    expect(needsOfVariable(name, value)).toHaveLength(1);
  });
});

/** By default the role may do everything with the service of the ARN. */
const of = (arn: string, actions: readonly string[] = [`${arn.split(':')[2]}:*`]) =>
  lines(
    needsOf({
      with: { Environment: { Variables: { TARGET: arn } } },
      statements: actions.length > 0 ? [allow(actions, arn)] : [],
    }),
  );

describe('an ARN in the environment', () => {
  it.each([
    [`arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`, ['sqs@eu-west-1:443 environment']],
    ['arn:aws:s3:::photos', ['s3@us-east-1:443 environment']],
    [`arn:aws:kms:us-east-1:${ACCOUNT}:key/1`, ['kms@us-east-1:443 environment']],
    [`arn:aws:ses:us-east-1:${ACCOUNT}:identity/example.com`, ['ses@us-east-1:443 environment']],
    [`arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders`, ['dynamodb@us-east-1:443 environment']],
    [
      `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders/stream/2026-01-01T00`,
      ['dynamodb-streams@us-east-1:443 environment'],
    ],
    [`arn:aws:iam::${ACCOUNT}:role/report`, []],
    [`arn:aws:lambda:us-east-1:${ACCOUNT}:layer:shared:1`, []],
    [`arn:aws:kafka-cluster:us-east-1:${ACCOUNT}:topic/t`, []],
    [`arn:aws:braket:us-east-1:${ACCOUNT}:job/1`, []],
  ])('%s', (arn, needs) => {
    expect(of(arn).filter((need) => need.endsWith(' environment'))).toEqual(needs);
  });

  it('leads to the endpoints that the allowed actions decide', () => {
    const model = 'arn:aws:bedrock:us-east-1::foundation-model/m';
    expect(of(model, ['bedrock:InvokeModel'])).toEqual([
      'bedrock-runtime@us-east-1:443 environment',
    ]);
    expect(of(model)).toHaveLength(4);
  });

  it('of a cluster is what the Data API is called with, where RDS itself is not allowed', () => {
    const cluster = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:ledger`;
    expect(of(cluster, ['rds-data:ExecuteStatement'])).toEqual(['rds-data@us-east-1:443 role']);
    expect(of(cluster, ['rds-data:ExecuteStatement', 'rds:StartDBCluster'])).toContain(
      'rds@us-east-1:443 environment',
    );
    expect(of(cluster)).toEqual(['rds@us-east-1:443 environment']);
  });

  it('is handed on by a role that allows nothing of its service', () => {
    const target = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:report`;
    expect(of(target, ['scheduler:CreateSchedule'])).toEqual(['scheduler@us-east-1:443 role']);
    expect(of(target, [])).toEqual([]);
  });

  it('is called by a role that may assume another', () => {
    const table = `arn:aws:dynamodb:us-east-1:999988887777:table/orders`;
    expect(of(table, ['sts:AssumeRole'])).toContain('dynamodb@us-east-1:443 environment');
  });

  it('is called where what the role allows is not known', () => {
    const queue = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;
    expect(of(queue, ['*'])).toEqual(['sqs@us-east-1:443 environment']);
  });
});

describe('an environment that could not be decrypted', () => {
  it.each([
    ['AccessDeniedException', 'kms:Decrypt is denied'],
    ['KMSDisabledException', 'lambda:GetFunctionConfiguration failed'],
  ])('with %s leaves needs of any kind open', (ErrorCode, reason) => {
    const found = needsOf({ with: { Environment: { Error: { ErrorCode } } } });
    expect(gaps(found)).toEqual([
      `internet service host: ${reason} (Environment.Error ${ErrorCode} of ${functionArn('orders')})`,
    ]);
  });
});

const record = (Name: string, Type: string, ...Values: readonly string[]) =>
  item('ResourceRecordSets', {
    HostedZoneId: 'Z1',
    Name,
    Type,
    ResourceRecords: Values.map((Value) => ({ Value })),
  });

describe('a name that a private zone of the VPC answers', () => {
  const database = 'orders.c0ffee.us-east-1.rds.amazonaws.com';
  const collections = {
    ...zone('vpc-0a', 'shop.internal.'),
    ResourceRecordSets: [
      record('db.shop.internal.', 'CNAME', `${database}.`),
      record('cache.shop.internal.', 'A', '10.0.5.4', '10.0.6.4'),
      record('web.shop.internal.', 'CNAME', 'internal-web-1.us-east-1.elb.amazonaws.com.'),
      record('partner.shop.internal.', 'CNAME', 'api.example.com.'),
    ],
  };

  it.each([
    ['db.shop.internal', [`resource ${database}`]],
    ['postgres://u@db.shop.internal:5433/x', [`resource ${database}:5433`]],
    ['cache.shop.internal:6379', ['address 10.0.5.4:6379', 'address 10.0.6.4:6379']],
    ['https://partner.shop.internal', ['internet4:443']],
    ['web.shop.internal', ['private-name web.shop.internal']],
    ['gone.shop.internal', ['private-name gone.shop.internal']],
  ])('%s', (value, expected) => {
    expect(needsOfValue(value, { collections })).toEqual(
      expected.map((one) => `${one} environment`),
    );
  });

  it('says what it is called', () => {
    const found = needsOf({
      with: { Environment: { Variables: { DB_HOST: 'db.shop.internal' } } },
      given: { collections },
    });
    expect(found.needs).toMatchObject([
      {
        host: database,
        calledAs: 'db.shop.internal',
        evidence: [{ field: 'Environment.DB_HOST', value: 'db.shop.internal' }],
      },
    ]);
  });

  it('may be told by the tag as well', () => {
    const found = needsOf({
      with: { Tags: { needs: 'db.shop.internal:5432' } },
      given: { collections },
    });
    expect(lines(found)).toEqual([`resource ${database}:5432 configured`]);
  });
});
