import * as ec2 from '@aws-sdk/client-ec2';
import { DetachRolePolicyCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { audit, cells } from './audit-command.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { createHubAndSpoke } from './topologies/hub-and-spoke.ts';
import type { HubAndSpoke } from './topologies/hub-and-spoke.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import type { ReferenceDesign } from './topologies/reference-design.ts';
import { tcp, toGroup } from './topologies/security-groups.ts';

/** Changes made through the SDK, and every verdict before and after them. */

const REGION = 'us-east-1';
const LAMBDA = `lambda.${REGION}.amazonaws.com`;

interface Change {
  readonly make: (account: AccountClients, design: ReferenceDesign) => Promise<unknown>;
  /** Puts back what was changed, so that the next change finds the reference design. */
  readonly undo: (account: AccountClients, design: ReferenceDesign) => Promise<unknown>;
  /** `control letter` after the change, for every control whose letter is another than before. */
  readonly flips: readonly string[];
}

const revoked = ({ endpointGroupId, functionGroupId }: ReferenceDesign) => ({
  GroupId: endpointGroupId,
  IpPermissions: [tcp(443, toGroup(functionGroupId))],
});

const resolver = (VpcId: string, Value: boolean) =>
  new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value } });

const defaultRoute = ({ publicTableIds }: ReferenceDesign) => ({
  RouteTableId: publicTableIds[0],
  DestinationCidrBlock: '0.0.0.0/0',
});

const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'DeleteRoute on the table of the public subnet, which no function references',
    {
      make: ({ ec2: client }, design) =>
        client.send(new ec2.DeleteRouteCommand(defaultRoute(design))),
      undo: ({ ec2: client }, design) =>
        client.send(
          new ec2.CreateRouteCommand({
            ...defaultRoute(design),
            GatewayId: design.internetGatewayId,
          }),
        ),
      flips: ['function-internet-egress F', 'function-nat-zone-independence N'],
    },
  ],
  [
    'RevokeSecurityGroupIngress of 443 on the group of the endpoints',
    {
      make: ({ ec2: client }, design) =>
        client.send(new ec2.RevokeSecurityGroupIngressCommand(revoked(design))),
      undo: ({ ec2: client }, design) =>
        client.send(new ec2.AuthorizeSecurityGroupIngressCommand(revoked(design))),
      flips: ['lambda-endpoint-security-group F', 'function-service-reachability F'],
    },
  ],
  [
    'ModifyVpcAttribute enableDnsSupport false',
    {
      make: ({ ec2: client }, { vpcId }) => client.send(resolver(vpcId, false)),
      undo: ({ ec2: client }, { vpcId }) => client.send(resolver(vpcId, true)),
      flips: [
        'function-internet-egress F',
        'function-nat-zone-independence N',
        'lambda-endpoint-private-dns F',
        'vpc-dns-attributes F',
        'function-service-reachability F',
        'function-private-resource-chain F',
      ],
    },
  ],
  [
    'DeleteNatGateway in zone b',
    {
      make: ({ ec2: client }, { natGatewayIds }) =>
        client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: natGatewayIds[1] })),
      undo: replaceNatGateway,
      flips: [
        'function-internet-egress F',
        'function-nat-zone-independence N',
        'function-route-blackhole F',
      ],
    },
  ],
  [
    'DetachRolePolicy of the interface permissions',
    {
      make: detachPolicies,
      undo: () => Promise.resolve(),
      flips: ['role-eni-permissions F', 'role-eni-denied-to-code N'],
    },
  ],
];

async function replaceNatGateway(
  { ec2: client }: AccountClients,
  { publicSubnetIds, privateTableIds }: ReferenceDesign,
): Promise<void> {
  const { AllocationId } = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const { NatGateway } = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId: publicSubnetIds[1], AllocationId }),
  );
  await client.send(
    new ec2.ReplaceRouteCommand({
      RouteTableId: privateTableIds[1],
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: NatGateway?.NatGatewayId,
    }),
  );
}

async function detachPolicies(
  { iam }: AccountClients,
  { roleName: RoleName }: ReferenceDesign,
): Promise<void> {
  const { AttachedPolicies = [] } = await iam.send(
    new ListAttachedRolePoliciesCommand({ RoleName }),
  );
  for (const { PolicyArn } of AttachedPolicies) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
}

describe.skipIf(!hasEmulator)(
  'a change to a live account flips what it must, and nothing else',
  () => {
    test('to the reference design', async () => {
      const account = await emptyAccount(REGION);
      const design = await createReferenceDesign(account);
      const before = cells(audit(REGION, design));
      for (const [name, { make, undo, flips }] of CHANGES) {
        await make(account, design);
        const flipped = cells(audit(REGION, design)).filter((cell) => !before.includes(cell));
        expect([name, ...flipped]).toEqual([name, ...flips]);
        await undo(account, design);
      }
    });

    test('AssociateVPCWithHostedZone leads the name of Lambda into the hub', async () => {
      const account = await emptyAccount(REGION);
      const topology = await createHubAndSpoke(account);
      const zoneId = await createZone(topology);
      const before = cells(audit(REGION));
      await new Route53Client({ region: REGION }).send(
        new AssociateVPCWithHostedZoneCommand({
          HostedZoneId: zoneId,
          VPC: { VPCRegion: REGION, VPCId: topology.spokeVpcId },
        }),
      );
      const after = cells(audit(REGION));
      expect(after.filter((cell) => !before.includes(cell))).toEqual([
        'peered-endpoint-dns P',
        'function-service-reachability P',
      ]);
    });
  },
);

/** A zone of the hub that answers the name of Lambda with the endpoint; answers its id. */
async function createZone({ hubVpcId, endpointName, endpointZoneId }: HubAndSpoke) {
  const route53 = new Route53Client({ region: REGION });
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({
      Name: LAMBDA,
      CallerReference: LAMBDA,
      VPC: { VPCRegion: REGION, VPCId: hubVpcId },
      HostedZoneConfig: { PrivateZone: true },
    }),
  );
  const ResourceRecordSet = {
    Name: LAMBDA,
    Type: 'A' as const,
    AliasTarget: {
      DNSName: endpointName,
      HostedZoneId: endpointZoneId,
      EvaluateTargetHealth: false,
    },
  };
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: HostedZone?.Id,
      ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet }] },
    }),
  );
  return HostedZone?.Id;
}
