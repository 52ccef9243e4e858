/** Items as the AWS CLI prints them, with the fields that tests need. */

export const ACCOUNT = '111122223333';

export function printedVpc(fields: object = {}): object {
  return { VpcId: 'vpc-1', OwnerId: ACCOUNT, CidrBlock: '10.0.0.0/16', ...fields };
}

export function printedSubnet(fields: object = {}): object {
  return {
    SubnetId: 'subnet-1',
    VpcId: 'vpc-1',
    OwnerId: ACCOUNT,
    AvailabilityZone: 'us-east-1a',
    CidrBlock: '10.0.0.0/24',
    ...fields,
  };
}

export function printedRouteTable(fields: object = {}): object {
  return { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [], Routes: [], ...fields };
}

export function printedArn(name: string, region = 'us-east-1', account = ACCOUNT): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function printedFunction(name = 'orders', fields: object = {}): object {
  return {
    FunctionName: name,
    FunctionArn: printedArn(name),
    Version: '$LATEST',
    VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    ...fields,
  };
}

export function printedRole(name = 'orders', account = ACCOUNT): object {
  return { Arn: `arn:aws:iam::${account}:role/${name}`, RoleName: name };
}
