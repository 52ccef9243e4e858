import * as z from 'zod/mini';
import type { VpcEndpoint } from '../../model/ec2.ts';
import { unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { dnsAttributes } from '../../network/vpc-dns.ts';
import { isGone, isSharedVpc, typeOf } from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html asks for both
// attributes; DNS hostnames are off in every VPC that is not a default one
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html).

export const vpcDnsAttributes = defineControl({
  meta: {
    name: 'vpc-dns-attributes',
    id: 'EP-VPC-DNS',
    family: 'lambda-endpoint',
    title: 'VPC with interface endpoints has DNS support and DNS hostnames on',
    effect: 'cannot resolve names of endpoints',
    rationale:
      'Private DNS names of interface endpoints resolve only where both attributes are on. Otherwise ' +
      'the names lead to public addresses, and calls from a VPC without a way out hang.',
    remediation: {
      text: 'Turn both on with modify-vpc-attribute, one attribute for each call.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns-updating.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
    ],
    knownMisses: ['Private hosted zones, which need both attributes too, are not looked at.'],
    target: 'vpc',
    parameters: z.strictObject({}),
    facts: [
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcAttribute',
    ],
    changes: ['vpc-attribute', 'vpc-endpoint', 'vpc', 'resource-share'],
    messages: {
      noEndpoint: 'The VPC has no interface endpoint.',
      gatewayOnly:
        'The VPC has no interface endpoint; for its gateway endpoint {endpointId} AWS asks for both attributes, and {attribute} is false.',
      on: 'DNS support and DNS hostnames are on.',
      off: '{attribute} of {vpcId} is false: private names of its endpoints do not resolve.',
      offUnused:
        '{attribute} of {vpcId} is false, so that none of its endpoints can use private DNS.',
    },
  },
  evaluate({ vpcId }, { snapshot, report }) {
    if (isSharedVpc(snapshot, vpcId)) {
      const detail = `${vpcId} is shared by another account, whose VPC endpoints cannot be described`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    const all = snapshot.inVpc('VpcEndpoints', vpcId);
    if (!all.known) return report.undecided(all);
    const endpoints = all.value.filter((endpoint) => !isGone(endpoint));
    const interfaces = endpoints.filter((endpoint) => typeOf(endpoint) === 'Interface');
    const { support, hostnames } = dnsAttributes(snapshot, vpcId);
    const attributes: readonly (readonly [string, Fact<boolean>])[] = [
      ['enableDnsSupport', support],
      ['enableDnsHostnames', hostnames],
    ];
    if (interfaces.length === 0) {
      const [attribute] = attributes.find(([, fact]) => fact.known && !fact.value) ?? [];
      const gateway = endpoints.find(isS3Gateway);
      return attribute === undefined || gateway === undefined
        ? report.notApplicable('noEndpoint')
        : report.notApplicable('gatewayOnly', { endpointId: gateway.VpcEndpointId, attribute });
    }
    const wanted = interfaces.filter((endpoint) => endpoint.PrivateDnsEnabled === true);
    for (const { VpcEndpointId } of wanted) report.saw(VpcEndpointId, 'PrivateDnsEnabled', 'true');
    const fault = { kind: 'dns', id: vpcId, disposition: 'NAME_NOT_RESOLVED' } as const;
    for (const [attribute, fact] of attributes) {
      if (!fact.known) {
        report.unknown(fact);
        continue;
      }
      report.saw(vpcId, attribute, String(fact.value));
      if (fact.value) continue;
      if (wanted.length > 0) report.fail('off', { attribute, vpcId }, { fault });
      else report.fail('offUnused', { attribute, vpcId }, { severity: 'LOW', fault });
    }
    return report.conclude('on');
  },
});

function isS3Gateway(endpoint: VpcEndpoint): boolean {
  return typeOf(endpoint) === 'Gateway' && endpoint.ServiceName.endsWith('.s3');
}
