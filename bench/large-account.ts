import { COLLECTIONS } from '../shared/model/collections.ts';
import type { CollectionName } from '../shared/model/collections.ts';
import { Snapshot } from '../shared/model/snapshot.ts';
import type { SnapshotContent } from '../shared/model/snapshot.ts';

/**
 * A synthetic account: every VPC has two private subnets, a NAT gateway for each zone, gateway and
 * interface endpoints, ten security groups, a database and fifty functions with roles of their own,
 * no two of which hold the same policy document.
 * One VPC of ten has a fault: a black hole, an endpoint group that admits nobody, a missing route.
 */

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const FUNCTIONS_IN_A_VPC = 50;
const GROUPS_IN_A_VPC = 10;

type Fields = Readonly<Record<string, unknown>>;

/** The account with so many functions, parsed by the schemas that parse AWS's answers. */
export function largeAccount(functions: number): Snapshot {
  const collected = new Map<CollectionName, unknown[]>(
    Object.keys(COLLECTIONS).map((name) => [name as CollectionName, []]),
  );
  const add = (name: CollectionName, fields: Fields): void => {
    collected.get(name)?.push(COLLECTIONS[name].schema.parse(fields));
  };
  addRegion(add);
  for (let vpc = 0; vpc < functions / FUNCTIONS_IN_A_VPC; vpc += 1) {
    addNetwork(add, vpc);
    addEndpoints(add, vpc);
    for (let index = 0; index < FUNCTIONS_IN_A_VPC; index += 1) addFunction(add, vpc, index);
  }
  return new Snapshot({
    accountId: ACCOUNT,
    region: REGION,
    partition: 'aws',
    capturedAt: '2026-11-20T12:00:00.000Z',
    collections: Object.fromEntries(collected) as SnapshotContent['collections'],
    gaps: [],
    notFound: [],
  });
}

type Add = (name: CollectionName, fields: Fields) => void;

function addRegion(add: Add): void {
  for (const [index, letter] of ['a', 'b'].entries()) {
    add('AvailabilityZones', {
      ZoneName: `${REGION}${letter}`,
      ZoneId: `use1-az${index + 1}`,
      ZoneType: 'availability-zone',
      State: 'available',
    });
  }
  add('PrefixLists', {
    PrefixListId: 'pl-s3',
    PrefixListName: `com.amazonaws.${REGION}.s3`,
    Cidrs: ['52.216.0.0/15', '54.231.0.0/16'],
  });
  add('DhcpOptions', {
    DhcpOptionsId: 'dopt-1',
    DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] }],
  });
  add('VpcBlockPublicAccessOptions', { AwsRegion: REGION, InternetGatewayBlockMode: 'off' });
  add('Quotas', { ServiceCode: 'lambda', QuotaCode: 'L-9FEE3D26', Value: 500 });
}

const isFaulty = (vpc: number): boolean => vpc % 10 === 0;

function addNetwork(add: Add, vpc: number): void {
  const VpcId = `vpc-${vpc}`;
  const base = `10.${vpc % 250}`;
  const owned = { VpcId, OwnerId: ACCOUNT };
  add('Vpcs', {
    ...owned,
    CidrBlock: `${base}.0.0/16`,
    InstanceTenancy: 'default',
    DhcpOptionsId: 'dopt-1',
  });
  add('VpcAttributes', {
    VpcId,
    EnableDnsSupport: { Value: true },
    EnableDnsHostnames: { Value: true },
  });
  add('InternetGateways', {
    InternetGatewayId: `igw-${vpc}`,
    Attachments: [{ VpcId, State: 'available' }],
  });
  for (const [index, letter] of ['a', 'b'].entries()) {
    const zone = {
      AvailabilityZone: `${REGION}${letter}`,
      AvailabilityZoneId: `use1-az${index + 1}`,
      AvailableIpAddressCount: 200,
      State: 'available',
    };
    const local = { DestinationCidrBlock: `${base}.0.0/16`, GatewayId: 'local', State: 'active' };
    add('Subnets', {
      ...owned,
      ...zone,
      SubnetId: `subnet-${vpc}${letter}`,
      CidrBlock: `${base}.${index}.0/24`,
    });
    add('Subnets', {
      ...owned,
      ...zone,
      SubnetId: `subnet-${vpc}p${letter}`,
      CidrBlock: `${base}.${100 + index}.0/24`,
    });
    add('NatGateways', {
      NatGatewayId: `nat-${vpc}${letter}`,
      VpcId,
      SubnetId: `subnet-${vpc}p${letter}`,
      State: 'available',
      ConnectivityType: 'public',
      NatGatewayAddresses: [{ PublicIp: '198.51.100.1', Status: 'succeeded' }],
    });
    add('RouteTables', {
      ...owned,
      RouteTableId: `rtb-${vpc}${letter}`,
      Associations: [{ SubnetId: `subnet-${vpc}${letter}` }],
      Routes: [
        local,
        {
          DestinationCidrBlock: '0.0.0.0/0',
          NatGatewayId: `nat-${vpc}${letter}`,
          State: isFaulty(vpc) && letter === 'b' ? 'blackhole' : 'active',
        },
        { DestinationPrefixListId: 'pl-s3', GatewayId: `vpce-${vpc}s3`, State: 'active' },
      ],
    });
    add('RouteTables', {
      ...owned,
      RouteTableId: `rtb-${vpc}p${letter}`,
      Associations: [{ SubnetId: `subnet-${vpc}p${letter}` }],
      Routes: [
        local,
        { DestinationCidrBlock: '0.0.0.0/0', GatewayId: `igw-${vpc}`, State: 'active' },
      ],
    });
  }
  const entry = { CidrBlock: '0.0.0.0/0', Protocol: '-1', RuleNumber: 100, RuleAction: 'allow' };
  add('NetworkAcls', {
    NetworkAclId: `acl-${vpc}`,
    VpcId,
    IsDefault: true,
    Associations: ['a', 'b', 'pa', 'pb'].map((tail) => ({ SubnetId: `subnet-${vpc}${tail}` })),
    Entries: [
      { ...entry, Egress: true },
      { ...entry, Egress: false },
    ],
  });
}

function permissionFrom(port: number, groupIds: readonly string[]): Fields {
  return {
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: groupIds.map((GroupId) => ({ GroupId })),
  };
}

function addEndpoints(add: Add, vpc: number): void {
  const VpcId = `vpc-${vpc}`;
  const shared = { VpcId, OwnerId: ACCOUNT, State: 'available' };
  const groups = Array.from({ length: GROUPS_IN_A_VPC }, (_, index) => `sg-${vpc}f${index}`);
  for (const GroupId of groups) {
    add('SecurityGroups', {
      GroupId,
      GroupName: GroupId,
      VpcId,
      IpPermissionsEgress: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        {
          IpProtocol: 'tcp',
          FromPort: 5432,
          ToPort: 5432,
          UserIdGroupPairs: [{ GroupId: `sg-${vpc}db` }],
        },
      ],
    });
  }
  add('SecurityGroups', {
    GroupId: `sg-${vpc}e`,
    GroupName: 'endpoints',
    VpcId,
    IpPermissions: [permissionFrom(443, isFaulty(vpc) ? [] : groups)],
  });
  add('SecurityGroups', {
    GroupId: `sg-${vpc}db`,
    GroupName: 'database',
    VpcId,
    IpPermissions: [permissionFrom(5432, groups)],
  });
  add('VpcEndpoints', {
    ...shared,
    VpcEndpointId: `vpce-${vpc}s3`,
    VpcEndpointType: 'Gateway',
    ServiceName: `com.amazonaws.${REGION}.s3`,
    RouteTableIds: [`rtb-${vpc}a`, `rtb-${vpc}b`],
  });
  for (const service of ['secretsmanager', 'lambda']) {
    add('VpcEndpoints', {
      ...shared,
      VpcEndpointId: `vpce-${vpc}${service}`,
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.${REGION}.${service}`,
      SubnetIds: [`subnet-${vpc}a`, `subnet-${vpc}b`],
      Groups: [{ GroupId: `sg-${vpc}e` }],
      PrivateDnsEnabled: true,
      IpAddressType: 'ipv4',
    });
  }
  add('DBInstances', {
    DBInstanceIdentifier: `db-${vpc}`,
    DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:db-${vpc}`,
    DBInstanceStatus: 'available',
    Endpoint: { Address: `db-${vpc}.abc.${REGION}.rds.amazonaws.com`, Port: 5432 },
    PubliclyAccessible: false,
    VpcSecurityGroups: [{ VpcSecurityGroupId: `sg-${vpc}db`, Status: 'active' }],
    DBSubnetGroup: {
      VpcId,
      Subnets: ['a', 'b'].map((letter) => ({ SubnetIdentifier: `subnet-${vpc}${letter}` })),
    },
  });
}

function addFunction(add: Add, vpc: number, index: number): void {
  const name = `function-${vpc}-${index}`;
  const Arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  add('Functions', {
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    Version: '$LATEST',
    Runtime: index % 2 === 0 ? 'nodejs22.x' : 'python3.13',
    Role: Arn,
    VpcConfig: {
      VpcId: `vpc-${vpc}`,
      SubnetIds: [`subnet-${vpc}a`, `subnet-${vpc}b`],
      SecurityGroupIds: [`sg-${vpc}f${index % GROUPS_IN_A_VPC}`],
    },
    Environment: { Variables: { DB_HOST: `db-${vpc}.abc.${REGION}.rds.amazonaws.com` } },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Tags: index % 3 === 0 ? { needs: 'internet' } : {},
  });
  add('RoleDetailList', {
    Arn,
    RoleName: name,
    RolePolicyList: [
      {
        PolicyName: 'work',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['secretsmanager:GetSecretValue', 's3:GetObject'],
              Resource: [
                `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-*`,
                `arn:aws:s3:::uploads-${name}/*`,
              ],
            },
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/${name}:*`,
            },
            {
              Effect: 'Allow',
              Action: [
                'ec2:CreateNetworkInterface',
                'ec2:DescribeNetworkInterfaces',
                'ec2:DescribeSubnets',
                'ec2:DeleteNetworkInterface',
                'ec2:AssignPrivateIpAddresses',
                'ec2:UnassignPrivateIpAddresses',
              ],
              Resource: '*',
            },
          ],
        },
      },
    ],
  });
}
