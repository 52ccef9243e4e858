import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { resourcesNamed } from '../../shared/events/resource-ids.ts';
import { resourceOfIdShape } from '../../shared/events/resource-type.ts';
import { ACCOUNT, REGION, recordOf } from '../fixtures/events/inferred-events.ts';

function idsNamed(
  service: string,
  requestParameters: unknown,
  responseElements?: unknown,
): readonly string[] {
  const result = readCloudTrailEvent(
    recordOf(service, 'AnyCall', { requestParameters, responseElements }),
  );
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.problem}`);
  return resourcesNamed(result.event.record, { accountId: ACCOUNT, region: REGION }).map(
    ({ id }) => id,
  );
}

describe('resourceOfIdShape', () => {
  it.each([
    ['vpc-0a1b2c3d', 'vpc'],
    ['vpc-0123456789abcdef0', 'vpc'],
    ['vpce-0123456789abcdef0', 'vpc-endpoint'],
    ['vpce-svc-0123456789abcdef0', 'vpc-endpoint-service'],
    ['subnet-0a1b2c3d', 'subnet'],
    ['sg-0a1b2c3d', 'security-group'],
    ['rtb-0a1b2c3d', 'route-table'],
    ['rtbassoc-0a1b2c3d', 'route-table-association'],
    ['nat-0123456789abcdef0', 'nat-gateway'],
    ['igw-0a1b2c3d', 'internet-gateway'],
    ['eigw-0a1b2c3d', 'egress-only-internet-gateway'],
    ['pcx-0a1b2c3d', 'vpc-peering-connection'],
    ['acl-0a1b2c3d', 'network-acl'],
    ['pl-0a1b2c3d', 'prefix-list'],
    ['eni-0a1b2c3d', 'network-interface'],
    ['tgw-0123456789abcdef0', 'transit-gateway'],
    ['tgw-attach-0123456789abcdef0', 'transit-gateway-attachment'],
    ['eipalloc-0a1b2c3d', 'elastic-ip-allocation'],
    ['i-0123456789abcdef0', 'instance'],
  ])('%s is of type %s', (id, type) => {
    expect(resourceOfIdShape(id)).toEqual({ type, id });
  });

  it.each([
    '',
    'vpc-',
    'vpc',
    'vpc-xyz',
    'vpc-1',
    'vpc-0123456789abcdef01',
    'VPC-0A1B2C3D',
    ' vpc-0a1b2c3d',
    'vpc-0a1b2c3d vpc-0a1b2c3e',
    'the vpc-0a1b2c3d',
    'my-vpc-0a1b2c3d',
    'constructor-0a1b2c3d',
    'com.amazonaws.vpce.eu-central-1.vpce-svc-0a1b2c3d',
    '9b3a7281-7771-463c-9b17-32268cd91c17',
    'arn:aws:s3:::vpc-0a1b2c3d',
    `${'a-'.repeat(100_000)}0a1b2c3d`,
    `arn:aws:ec2:${'arn:aws:ec2:'.repeat(1000)}vpc/vpc-0a1b2c3d`,
  ])('%.40j is no id', (text) => {
    expect(resourceOfIdShape(text)).toBeUndefined();
  });

  it('takes the id out of an ARN', () => {
    expect(
      resourceOfIdShape('arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0a1b2c3d'),
    ).toEqual({
      type: 'subnet',
      id: 'subnet-0a1b2c3d',
    });
  });
});

describe('resourcesNamed', () => {
  it('names each resource once, sorted, from request and answer', () => {
    expect(
      idsNamed(
        'ec2',
        { vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d' },
        { routeTable: { vpcId: 'vpc-0a1b2c3d', routeTableId: 'rtb-0a1b2c3d' } },
      ),
    ).toEqual(['rtb-0a1b2c3d', 'subnet-0a1b2c3d', 'vpc-0a1b2c3d']);
  });

  it.each<[name: string, parameters: unknown]>([
    ['a tag', { tagSet: { items: [{ key: 'vpc', value: 'vpc-0a1b2c3d' }] } }],
    [
      'a tag of a request',
      { tagSpecificationSet: { items: [{ tags: [{ value: 'vpc-0a1b2c3d' }] }] } },
    ],
    [
      'a tag in XML',
      { XRequest: { TagSpecification: { tag: 1, Tag: { Value: 'vpc-0a1b2c3d' } } } },
    ],
    ['a policy document', { policyDocument: '{"Resource":"vpc-0a1b2c3d"}' }],
    ['a policy document that is an id', { XRequest: { PolicyDocument: 'vpc-0a1b2c3d' } }],
    ['a policy document that is an object', { policyDocument: { Resource: 'vpc-0a1b2c3d' } }],
    ['a description', { groupDescription: 'vpc-0a1b2c3d' }],
    ['a description in XML', { XRequest: { Description: { tag: 1, content: 'vpc-0a1b2c3d' } } }],
    ['a name', { groupName: 'vpc-0a1b2c3d' }],
    ['a client token', { clientToken: 'vpc-0a1b2c3d' }],
    ['an id in a sentence', { note: 'moved from vpc-0a1b2c3d' }],
    ['a key', { 'vpc-0a1b2c3d': true }],
    ['a service name', { serviceName: 'com.amazonaws.vpce.eu-central-1.vpce-svc-0a1b2c3d' }],
  ])('takes no id from %s', (_name, parameters) => {
    expect(idsNamed('ec2', parameters, parameters)).toEqual([]);
  });

  it('reads an address that the caller names, not one that an answer tells about', () => {
    const publicIp = '198.51.100.7';
    expect(idsNamed('ec2', { publicIp })).toEqual([publicIp]);
    expect(idsNamed('ec2', { XRequest: { PublicIp: { tag: 1, content: publicIp } } })).toEqual([
      publicIp,
    ]);
    expect(idsNamed('ec2', {}, { publicIp, allocationId: 'eipalloc-0a1b2c3d' })).toEqual([
      'eipalloc-0a1b2c3d',
    ]);
  });

  it('reads functions only where Lambda names them', () => {
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`;
    expect(idsNamed('lambda', { functionName: 'orders' }, { functionArn: `${arn}:3` })).toEqual([
      arn,
    ]);
    expect(idsNamed('lambda', { onFailure: { destination: arn } })).toEqual([]);
    expect(
      idsNamed('lambda', { layers: [`arn:aws:lambda:${REGION}:${ACCOUNT}:layer:l:1`] }),
    ).toEqual([]);
    expect(idsNamed('iam', { functionName: 'orders' })).toEqual([]);
    expect(idsNamed('ec2', { functionName: 'orders' })).toEqual([]);
  });

  it('names a role by its ARN where the answer has it, by its name otherwise', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:role/service-role/orders`;
    expect(idsNamed('iam', { roleName: 'orders' })).toEqual(['orders']);
    expect(idsNamed('iam', { roleName: 'orders' }, { role: { roleName: 'orders', arn } })).toEqual([
      arn,
    ]);
    expect(idsNamed('iam', { roleName: 'rders' }, { role: { arn } })).toEqual([arn, 'rders']);
  });

  it.each<[name: string, parameters: unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['text', 'vpcId'],
    ['an empty list in XML', { XResponse: { routeTableIdSet: '' } }],
    ['numbers and booleans', { ownerId: 111122223333, _return: true }],
    ['keys of the prototype', { constructor: 'x', hasOwnProperty: 'y', toString: ['z'] }],
  ])('finds nothing in %s', (_name, parameters) => {
    expect(idsNamed('ec2', parameters)).toEqual([]);
  });

  it('reads keys of the prototype like any other, and changes none', () => {
    const parameters: unknown = JSON.parse(
      '{"__proto__":{"vpcId":"vpc-0a1b2c3d","polluted":true}}',
    );
    expect(idsNamed('ec2', parameters)).toEqual(['vpc-0a1b2c3d']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('looks up nothing on the prototype for a source of that name', () => {
    const record = { eventSource: 'constructor', requestParameters: { vpcId: 'vpc-0a1b2c3d' } };
    const result = readCloudTrailEvent({ ...recordOf('ec2', 'AnyCall'), ...record });
    if (!result.ok) throw new Error(result.error.problem);
    const place = { accountId: ACCOUNT, region: REGION };
    expect(resourcesNamed(result.event.record, place)).toEqual([
      { type: 'vpc', id: 'vpc-0a1b2c3d' },
    ]);
  });

  it('stands any depth', () => {
    const depth = 50_000;
    const text = `${'{"items":['.repeat(depth)}{"vpcId":"vpc-0a1b2c3d"}${']}'.repeat(depth)}`;
    expect(idsNamed('ec2', JSON.parse(text))).toEqual(['vpc-0a1b2c3d']);
  });

  it('stands any size', () => {
    const groups = Array.from({ length: 20_000 }, (_, index) => ({
      groupId: `sg-${index.toString(16).padStart(17, '0')}`,
    }));
    const description = 'vpc-0a1b2c3d '.repeat(100_000);
    expect(idsNamed('ec2', { groupSet: { items: groups }, note: description }).length).toBe(20_000);
  });

  it('finds the same ids in either encoding', () => {
    const prefix = fc.constantFrom('vpc', 'subnet', 'sg', 'rtb', 'vpce', 'eni', 'pl', 'nat', 'acl');
    const id = fc
      .tuple(prefix, fc.stringMatching(/^[0-9a-f]{17}$/))
      .map((parts) => parts.join('-'));
    const fields = fc.dictionary(
      fc.constantFrom('vpcId', 'subnetId', 'groupId', 'routeTableId', 'networkInterfaceId'),
      fc.array(id, { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fields, (fields) => {
        const entries = Object.entries(fields);
        const classic = Object.fromEntries(
          entries.map(([field, ids]) => [
            `${field}Set`,
            { items: ids.map((id) => ({ [field]: id })) },
          ]),
        );
        const xmlRequest = entries.map(([field, ids]): [string, unknown] => {
          const elements = ids.map((content, index) => ({ tag: index + 1, content }));
          const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
          return [name, elements.length === 1 ? elements[0] : elements];
        });
        const xmlAnswer = entries.map(([field, ids]): [string, unknown] => {
          const list = ids.length === 0 ? '' : { item: ids.length === 1 ? ids[0] : ids };
          return [`${field}Set`, list];
        });
        const expected = [...new Set(entries.flatMap(([, ids]) => ids))].sort();
        expect(idsNamed('ec2', classic)).toEqual(expected);
        expect(idsNamed('ec2', { AnyCallRequest: Object.fromEntries(xmlRequest) })).toEqual(
          expected,
        );
        expect(idsNamed('ec2', {}, { AnyCallResponse: Object.fromEntries(xmlAnswer) })).toEqual(
          expected,
        );
      }),
    );
  });
});
