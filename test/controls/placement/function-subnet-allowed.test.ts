import { functionSubnetAllowed } from '../../../shared/controls/placement/function-subnet-allowed.ts';
import { aFunction, aSubnet, functionArn, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const evidence = [`${functionArn('orders')} VpcConfig.SubnetIds subnet-0a, subnet-0b`];
const tagged = (first: string, second: string, fields: Record<string, unknown> = {}) => ({
  collections: {
    Subnets: [
      aSubnet({ Tags: [{ Key: 'tier', Value: first }], ...fields }),
      aSubnet({ SubnetId: SUBNETS[1], Tags: [{ Key: 'tier', Value: second }], ...fields }),
    ],
  },
});

controlTable(functionSubnetAllowed, [
  { name: 'does not apply without lists', status: 'NOT_APPLICABLE', messages: ['noLists'] },
  {
    name: 'does not apply to an unattached function, of which ForAllValues would be true',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    parameters: { allowedSubnetIds: [SUBNETS[0]] },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'passes when every subnet is on the allow list',
    parameters: { allowedSubnetIds: [...SUBNETS, 'subnet-0c'] },
    status: 'PASSED',
    evidence,
  },
  {
    name: 'fails when one subnet is not on the allow list',
    parameters: { allowedSubnetIds: [SUBNETS[0]] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notAllowed'],
    evidence,
  },
  {
    name: 'fails when any subnet is on the deny list, though all are allowed',
    parameters: { allowedSubnetIds: [...SUBNETS], deniedSubnetIds: [SUBNETS[1]] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: 'names the denied subnet and the one that is not allowed',
    parameters: { allowedSubnetIds: ['subnet-0c'], deniedSubnetIds: [SUBNETS[1]] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied', 'notAllowed'],
    evidence,
  },
  {
    name: 'resolves tags of the allow list',
    given: tagged('private', 'private'),
    parameters: { allowedSubnetTags: ['tier=private'] },
    status: 'PASSED',
  },
  {
    name: 'adds tags to the ids of the allow list',
    given: tagged('private', 'data'),
    parameters: { allowedSubnetIds: [SUBNETS[1]], allowedSubnetTags: ['tier=private'] },
    status: 'PASSED',
  },
  {
    name: 'fails when an allowed tag stands for no subnet at all',
    parameters: { allowedSubnetTags: ['tier=private'] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notAllowed'],
    evidence,
  },
  {
    name: 'resolves tags of the deny list',
    given: tagged('private', 'data'),
    parameters: { deniedSubnetTags: ['tier=data'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: "is unknown by tag in a shared VPC, where the owner's tags are not shown",
    given: tagged('private', 'private', { OwnerId: '999988887777', Tags: undefined }),
    parameters: { allowedSubnetTags: ['tier=private'] },
    status: 'UNKNOWN',
    unknownCall: 'the tags of subnet-0a are shown only to its owner, account 999988887777',
  },
  {
    name: 'is certain by id in a shared VPC',
    given: tagged('private', 'private', { OwnerId: '999988887777', Tags: undefined }),
    parameters: { deniedSubnetTags: ['tier=data'], deniedSubnetIds: [SUBNETS[0]] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: 'is unknown by tag where the subnets were not read',
    given: { collections: { Subnets: undefined } },
    parameters: { deniedSubnetTags: ['tier=data'] },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'needs no tags where ids decide',
    given: { collections: { Subnets: undefined } },
    parameters: { allowedSubnetIds: [...SUBNETS] },
    status: 'PASSED',
  },
]);
