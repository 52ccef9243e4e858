import { describe, expect, test } from 'vitest';
import { EMPTY_PART } from '../../../shared/model/snapshot-part.ts';
import { REGION_TOPICS } from '../../../shared/ports/region-facts.ts';
import type { RegionTopic } from '../../../shared/ports/region-facts.ts';
import { aFunction, item } from '../../builders/snapshot.ts';
import { ARN, lambdaFunction, PROVIDER, version } from './fake-account.ts';
import {
  FakeAws,
  ec2,
  ec2Error,
  json,
  jsonError,
  listingOf,
  query,
  queryError,
} from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const REGION = 'us-east-1';
const refused = jsonError('AccessDeniedException', 'no', 403);

describe('a topic of a region', () => {
  test.each(Object.keys(REGION_TOPICS) as RegionTopic[])(
    '%s holds its collections, and no others',
    async (topic) => {
      const listing = listingOf(new FakeAws(), { serviceControlPolicies: true });
      const part = await listing.topic(REGION, topic);
      const { collections } = REGION_TOPICS[topic];
      const wanted: ReadonlySet<string> = new Set(collections);
      expect(Object.keys(part.collections).filter((name) => !wanted.has(name))).toEqual([]);
      const told = new Set([
        ...Object.keys(part.collections),
        ...part.gaps.map((gap) => gap.collection),
      ]);
      // Users, groups and service control policies are asked for only where somebody wants them.
      const optional = new Set(['UserDetailList', 'GroupDetailList', 'ServiceControlPolicies']);
      const missing = collections.filter((name) => !told.has(name) && !optional.has(name));
      expect(missing).toEqual([]);
    },
  );

  test('that is refused is a gap', async () => {
    const fake = new FakeAws({
      DescribeAvailabilityZones: ec2Error('UnauthorizedOperation', 'no', 403),
    });
    expect(await listingOf(fake).topic(REGION, 'zones')).toEqual({
      collections: {},
      gaps: [
        {
          collection: 'AvailabilityZones',
          reason: { kind: 'denied', call: 'ec2:DescribeAvailabilityZones' },
        },
      ],
      notFound: [],
    });
  });

  test('lists file systems and capacity providers whoever uses them', async () => {
    const fake = new FakeAws({
      DescribeAccessPoints: json({
        AccessPoints: [
          {
            AccessPointArn: `arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-1`,
            AccessPointId: 'fsap-1',
            FileSystemId: 'fs-1',
          },
        ],
      }),
      DescribeMountTargets: json({
        MountTargets: [{ MountTargetId: 'fsmt-1', FileSystemId: 'fs-1', SubnetId: 'subnet-1' }],
      }),
      DescribeMountTargetSecurityGroups: json({ SecurityGroups: ['sg-1'] }),
      ListCapacityProviders: json({
        CapacityProviders: [{ CapacityProviderArn: PROVIDER, State: 'Active' }],
      }),
    });
    const listing = listingOf(fake);
    const files = await listing.topic(REGION, 'file-systems');
    expect(files.collections).toMatchObject({
      AccessPoints: [{ FileSystemId: 'fs-1' }],
      MountTargets: [{ MountTargetId: 'fsmt-1', SecurityGroups: ['sg-1'] }],
    });
    const providers = await listing.topic(REGION, 'capacity-providers');
    expect(providers.collections.CapacityProviders).toHaveLength(1);
  });

  test('asks for rules and profiles of every VPC', async () => {
    const fake = new FakeAws({
      ListResolverRuleAssociations: json({
        ResolverRuleAssociations: [
          { Id: 'rslvr-rrassoc-1', ResolverRuleId: 'rslvr-rr-1', VPCId: 'vpc-1' },
        ],
      }),
      GetResolverRule: json({
        ResolverRule: { Id: 'rslvr-rr-1', DomainName: 'corp.', RuleType: 'FORWARD' },
      }),
      ListProfileAssociations: json({
        ProfileAssociations: [{ Id: 'rpassoc-1', ProfileId: 'rp-1', ResourceId: 'vpc-1' }],
      }),
    });
    const listing = listingOf(fake);
    const rules = await listing.topic(REGION, 'resolver-rules');
    expect(rules.collections.ResolverRules).toMatchObject([{ DomainName: 'corp.' }]);
    await listing.topic(REGION, 'profiles');
    expect(fake.requestsOf('ListProfileResourceAssociations')).toHaveLength(1);
  });
});

describe('the functions of a region', () => {
  test('come page by page, one call each', async () => {
    const fake = new FakeAws({
      ListFunctions: ({ Marker }) =>
        Marker === undefined
          ? json({ Functions: [lambdaFunction()], NextMarker: 'm' })
          : json({ Functions: [version('1')] }),
    });
    const listing = listingOf(fake);
    const first = await listing.functions(REGION, undefined);
    expect(first).toMatchObject({
      part: { collections: { Functions: [{ FunctionArn: ARN }] }, gaps: [] },
      next: 'm',
    });
    const second = await listing.functions(REGION, first.next);
    expect(second).toMatchObject({
      part: { collections: { Functions: [{ Version: '1' }] } },
      next: undefined,
    });
    expect(listing.calls.total).toBe(2);
  });

  test('are unread where a page is refused, and there is no next one', async () => {
    const page = await listingOf(new FakeAws({ ListFunctions: refused })).functions(REGION, 'm');
    expect(page).toEqual({
      part: {
        collections: {},
        gaps: [
          { collection: 'Functions', reason: { kind: 'denied', call: 'lambda:ListFunctions' } },
        ],
        notFound: [],
      },
      next: undefined,
    });
  });

  test('have their event sources in pages too', async () => {
    const mapping = { UUID: 'u', FunctionArn: ARN };
    const page = await listingOf(
      new FakeAws({
        ListEventSourceMappings: json({ EventSourceMappings: [mapping], NextMarker: 'n' }),
      }),
    ).eventSourceMappings(REGION, undefined);
    expect(page).toMatchObject({
      part: { collections: { EventSourceMappings: [{ UUID: 'u' }] } },
      next: 'n',
    });
  });
});

describe('what a listing leaves out of functions', () => {
  const role = 'arn:aws:iam::111122223333:role/orders';
  const attached = aFunction({ FunctionArn: ARN, Role: role, State: undefined, Tags: undefined });
  const other = aFunction({
    FunctionName: 'loose',
    FunctionArn: ARN.replace('orders', 'loose'),
    VpcConfig: undefined,
    State: undefined,
    Tags: undefined,
  });
  const configuration = json(lambdaFunction({ State: 'Active', Role: role }));

  test('is a call for each attached function, and one for the tags of all', async () => {
    const fake = new FakeAws({
      GetFunctionConfiguration: configuration,
      GetResources: json({
        ResourceTagMappingList: [{ ResourceARN: ARN, Tags: [{ Key: 'team', Value: 'shop' }] }],
      }),
    });
    const listing = listingOf(fake);
    const details = await listing.functionDetails(REGION, {
      ...EMPTY_PART,
      collections: { Functions: [attached, other] },
    });
    expect(details.collections.Functions).toMatchObject([
      { State: 'Active', Tags: { team: 'shop' } },
      { FunctionName: 'loose', Tags: {} },
    ]);
    expect(listing.calls.byOperation).toEqual(
      new Map([
        ['lambda:GetFunctionConfiguration', 1],
        ['tag:GetResources', 1],
      ]),
    );
    expect(fake.requestsOf('GetResources')).toEqual([
      { ResourceARNList: JSON.stringify([ARN, other.FunctionArn]) },
    ]);
  });

  test('goes by the roles that it is given, and does not give them back', async () => {
    const fake = new FakeAws({ GetFunctionConfiguration: configuration });
    const Statement = {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:us-east-1:111122223333:results',
    };
    const details = await listingOf(fake).functionDetails(REGION, {
      ...EMPTY_PART,
      collections: {
        Functions: [attached],
        EventSourceMappings: [],
        RoleDetailList: [
          item('RoleDetailList', {
            Arn: role,
            RoleName: 'orders',
            RolePolicyList: [{ PolicyName: 'deliver', PolicyDocument: { Statement } }],
          }),
        ],
      },
    });
    expect(fake.requestsOf('ListFunctionEventInvokeConfigs')).toHaveLength(1);
    expect(Object.keys(details.collections)).toEqual([
      'Aliases',
      'FunctionEventInvokeConfigs',
      'Functions',
      'ProvisionedConcurrencyConfigs',
    ]);
  });

  test('names functions that were deleted meanwhile', async () => {
    const fake = new FakeAws({
      GetFunctionConfiguration: jsonError('ResourceNotFoundException', 'gone', 404),
    });
    const details = await listingOf(fake).functionDetails(REGION, {
      ...EMPTY_PART,
      collections: { Functions: [attached] },
    });
    expect(details).toMatchObject({ collections: { Functions: [] }, notFound: [ARN] });
  });

  test('falls back on Lambda for tags', async () => {
    const fake = new FakeAws({
      GetFunctionConfiguration: configuration,
      GetResources: refused,
      ListTags: json({ Tags: { team: 'shop' } }),
    });
    const details = await listingOf(fake).functionDetails(REGION, {
      ...EMPTY_PART,
      collections: { Functions: [attached] },
    });
    expect(details.collections.Functions).toMatchObject([{ Tags: { team: 'shop' } }]);
  });
});

function policy(name: string): string {
  return `arn:aws:iam::111122223333:policy/${name}`;
}

function roleDetail(name: string): string {
  return `<member><Arn>arn:aws:iam::111122223333:role/${name}</Arn><RoleName>${name}</RoleName>
    <AttachedManagedPolicies><member><PolicyArn>${policy(name)}</PolicyArn></member></AttachedManagedPolicies>
  </member>`;
}

function endpoint(vpcId: string): string {
  return `<item><vpcEndpointId>vpce-1</vpcEndpointId><serviceName>s</serviceName>
    <vpcId>${vpcId}</vpcId></item>`;
}

describe('roles, VPCs and the account', () => {
  const USED = 'arn:aws:iam::111122223333:role/used';
  const iam = {
    GetAccountAuthorizationDetails: query(
      'GetAccountAuthorizationDetails',
      `<RoleDetailList>${roleDetail('used')}${roleDetail('idle')}</RoleDetailList>
       <IsTruncated>true</IsTruncated><Marker>m</Marker>`,
    ),
    GetPolicy: ({ PolicyArn = '' }: Parameters): Answer =>
      query(
        'GetPolicy',
        `<Policy><Arn>${PolicyArn}</Arn><DefaultVersionId>v1</DefaultVersionId></Policy>`,
      ),
    GetPolicyVersion: query(
      'GetPolicyVersion',
      '<PolicyVersion><VersionId>v1</VersionId><Document>{}</Document></PolicyVersion>',
    ),
  };

  test('a page of roles brings the policies of those that matter', async () => {
    const listing = listingOf(new FakeAws(iam));
    const part = await listing.authorizationDetails(undefined, (arns) =>
      Promise.resolve(new Set(arns.filter((arn) => arn === USED))),
    );
    expect(part).toMatchObject({
      collections: { RoleDetailList: [{ Arn: USED }], Policies: [{ Arn: policy('used') }] },
      next: 'm',
    });
    expect(listing.calls.total).toBe(3);
    const all = await listing.authorizationDetails(undefined);
    expect(all.collections.Policies).toHaveLength(2);
  });

  test('a page of roles that is refused is a gap', async () => {
    const fake = new FakeAws({
      GetAccountAuthorizationDetails: queryError('AccessDenied', 'no', 403),
    });
    expect(await listingOf(fake).authorizationDetails(undefined)).toMatchObject({
      collections: {},
      gaps: [{ collection: 'RoleDetailList', reason: { kind: 'denied' } }],
    });
  });

  test('VPCs with endpoints are named once, and unknown where they are refused', async () => {
    const set = ['vpc-2', 'vpc-1', 'vpc-2'].map(endpoint).join('');
    const fake = new FakeAws({
      DescribeVpcEndpoints: ec2('DescribeVpcEndpoints', `<vpcEndpointSet>${set}</vpcEndpointSet>`),
    });
    expect(await listingOf(fake).vpcs(REGION)).toEqual({ known: true, value: ['vpc-1', 'vpc-2'] });
    const denied = new FakeAws({
      DescribeVpcEndpoints: ec2Error('UnauthorizedOperation', 'no', 403),
    });
    expect((await listingOf(denied).vpcs(REGION)).known).toBe(false);
  });

  test('the principals of the account are read, and policies above it where they are wanted', async () => {
    const fake = new FakeAws({
      ...iam,
      GetRole: query('GetRole', `<Role><Arn>${USED}</Arn><RoleName>used</RoleName></Role>`),
    });
    const part = await listingOf(fake).account(REGION, [USED]);
    expect(part.collections.RoleDetailList).toMatchObject([{ Arn: USED }]);
    expect(fake.requestsOf('ListParents')).toEqual([]);
    await listingOf(fake, { serviceControlPolicies: true }).account(REGION, []);
    await listingOf(fake, { serviceControlPolicies: true }).topic(REGION, 'account');
    expect(fake.requestsOf('ListParents')).toHaveLength(2);
  });
});
