import { functionVpcAttached } from '../../../shared/controls/placement/function-vpc-attached.ts';
import { tagsOf } from '../../../shared/model/function-versions.ts';
import { aFunction, functionArn } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const unattached = (fields: Record<string, unknown> = {}) => ({
  collections: { Functions: [aFunction({ VpcConfig: undefined, ...fields })] },
});
const required = { required: true };
const failure = {
  status: 'FAILED',
  severity: 'MEDIUM',
  messages: ['unattached'],
  evidence: [`${functionArn('orders')} VpcConfig.SubnetIds empty`],
} as const;

controlTable(functionVpcAttached, [
  {
    name: 'passes an attached function',
    status: 'PASSED',
    messages: ['attached'],
    evidence: [`${functionArn('orders')} VpcConfig.VpcId vpc-0a`],
  },
  {
    name: 'passes an attached function where a VPC is required',
    parameters: required,
    status: 'PASSED',
  },
  {
    name: 'does not ask for a VPC by default',
    given: unattached(),
    status: 'NOT_APPLICABLE',
    messages: ['optional'],
  },
  {
    name: 'fails an unattached function where a VPC is required',
    given: unattached(),
    parameters: required,
    ...failure,
  },
  {
    name: 'fails a detached function that kept an empty VpcConfig',
    given: unattached({ VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] } }),
    parameters: required,
    ...failure,
  },
  {
    name: 'passes managed instances, whose network is the capacity provider',
    given: unattached({
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
      },
    }),
    parameters: required,
    status: 'PASSED',
  },
  {
    name: 'does not apply to Lambda@Edge',
    given: unattached({ MasterArn: 'arn:aws:lambda:us-east-1:111122223333:function:edge:3' }),
    parameters: required,
    status: 'NOT_APPLICABLE',
    messages: ['edge'],
  },
  {
    name: 'does not apply to a name that matches a pattern',
    given: unattached(),
    parameters: { ...required, exemptNamePatterns: ['batch-*', 'ord*'] },
    status: 'NOT_APPLICABLE',
    messages: ['exempt'],
  },
  {
    name: 'matches the whole name',
    given: unattached(),
    parameters: { ...required, exemptNamePatterns: ['order', 'rders', 'order.'] },
    ...failure,
  },
  {
    name: 'does not apply to a function with the exempt tag',
    given: unattached({ Tags: { network: 'none' } }),
    parameters: { ...required, exemptTag: 'network=none' },
    status: 'NOT_APPLICABLE',
    messages: ['exempt'],
  },
  {
    name: 'takes another value of the exempt tag for what it is',
    given: unattached({ Tags: { network: 'none-yet' } }),
    parameters: { ...required, exemptTag: 'network=none' },
    ...failure,
  },
  {
    name: 'is unknown where an unread tag could exempt the function',
    given: {
      ...unattached({ Tags: undefined }),
      gaps: [
        {
          collection: 'Functions',
          of: tagsOf(functionArn('orders')),
          reason: { kind: 'denied', call: 'lambda:ListTags' },
        },
      ],
    },
    parameters: { ...required, exemptTag: 'network=none' },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListTags',
  },
  {
    name: 'passes an attached function whatever its unread tags are',
    given: { collections: { Functions: [aFunction({ Tags: undefined })] } },
    parameters: { ...required, exemptTag: 'network=none' },
    status: 'PASSED',
  },
]);
