import { functionVpcTenancy } from '../../../shared/controls/placement/function-vpc-tenancy.ts';
import { ACCOUNT, aFunction, aVpc, item, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const tenancy = (InstanceTenancy: string | undefined) => ({
  collections: { Vpcs: [aVpc({ InstanceTenancy })] },
});

controlTable(functionVpcTenancy, [
  {
    name: 'passes default tenancy',
    status: 'PASSED',
    messages: ['defaultTenancy'],
    evidence: ['vpc-0a InstanceTenancy default'],
  },
  {
    name: 'fails dedicated tenancy',
    given: tenancy('dedicated'),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['dedicated'],
    evidence: ['vpc-0a InstanceTenancy dedicated'],
  },
  {
    name: 'fails host tenancy',
    given: tenancy('host'),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['dedicated'],
    evidence: ['vpc-0a InstanceTenancy host'],
  },
  {
    name: 'passes a function whose VPC is peered to a dedicated one, as AWS recommends',
    given: {
      collections: {
        Vpcs: [aVpc(), aVpc({ VpcId: 'vpc-0b', InstanceTenancy: 'dedicated' })],
        VpcPeeringConnections: [
          item('VpcPeeringConnections', {
            VpcPeeringConnectionId: 'pcx-0a',
            Status: { Code: 'active' },
            RequesterVpcInfo: { VpcId: VPC, OwnerId: ACCOUNT },
            AccepterVpcInfo: { VpcId: 'vpc-0b', OwnerId: ACCOUNT },
          }),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown where the VPCs may not be read',
    given: {
      collections: { Vpcs: undefined },
      gaps: [{ collection: 'Vpcs', reason: { kind: 'denied', call: 'ec2:DescribeVpcs' } }],
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcs',
  },
  {
    name: 'is unknown for a tenancy that is not known here',
    given: tenancy('shared-host'),
    status: 'UNKNOWN',
    unknownCall: 'the tenancy of vpc-0a is shared-host, which is not a value known here',
  },
]);
