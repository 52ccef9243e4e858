import { vpcEniCombinationSprawl } from '../../../shared/controls/placement/vpc-eni-combination-sprawl.ts';
import { versionsOf } from '../../../shared/model/function-versions.ts';
import { aFunction, functionArn, SUBNETS, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const settings = (...SecurityGroupIds: string[]) => ({
  VpcConfig: { VpcId: VPC, SubnetIds: [...SUBNETS], SecurityGroupIds },
});
const functions = (count: number, groupOf: (index: number) => string[]) =>
  Array.from({ length: count }, (_, index) =>
    aFunction({ FunctionName: `f${index}`, ...settings(...groupOf(index)) }),
  );
const given = (...Functions: ReturnType<typeof functions>) => ({ collections: { Functions } });
const own = (count: number) => given(...functions(count, (index) => [`sg-${index}`]));

controlTable(vpcEniCombinationSprawl, [
  {
    name: 'passes functions that share a group',
    given: given(...functions(40, () => ['sg-0a'])),
    status: 'PASSED',
    messages: ['shared'],
    evidence: ['vpc-0a combinations 2', 'vpc-0a functions 40'],
  },
  {
    name: 'fails a group for each function',
    given: own(40),
    status: 'FAILED',
    severity: 'INFO',
    messages: ['sprawl'],
    evidence: ['vpc-0a combinations 80', 'vpc-0a functions 40'],
  },
  { name: 'passes few functions, whatever they use', given: own(10), status: 'PASSED' },
  {
    name: 'speaks of one function as of one',
    given: own(1),
    status: 'PASSED',
    text: 'The VPC has 2 combinations of subnet and security groups for 1 function.',
  },
  {
    name: 'takes another number of combinations',
    given: own(10),
    parameters: { maxCombinations: 19 },
    status: 'FAILED',
    severity: 'INFO',
    messages: ['sprawl'],
    evidence: ['vpc-0a combinations 20'],
  },
  {
    name: 'passes many combinations for many more functions',
    given: given(...functions(40, (index) => [`sg-${index % 12}`])),
    status: 'PASSED',
    evidence: ['vpc-0a combinations 24'],
  },
  {
    name: 'takes another ratio',
    given: given(...functions(40, (index) => [`sg-${index % 12}`])),
    parameters: { ratio: 0.5 },
    status: 'FAILED',
    severity: 'INFO',
    messages: ['sprawl'],
    evidence: ['vpc-0a combinations 24'],
  },
  {
    name: 'does not mind the order of the groups',
    given: given(...functions(2, (index) => (index === 0 ? ['sg-a', 'sg-b'] : ['sg-b', 'sg-a']))),
    status: 'PASSED',
    evidence: ['vpc-0a combinations 2'],
  },
  {
    name: 'counts the combinations that old versions keep alive, used or not',
    given: given(
      ...functions(1, () => ['sg-0a']),
      ...Array.from({ length: 11 }, (_, index) =>
        aFunction({
          FunctionArn: `${functionArn('f0')}:${index + 1}`,
          Version: String(index + 1),
          ...settings(`sg-${index}`),
        }),
      ),
    ),
    status: 'FAILED',
    severity: 'INFO',
    messages: ['sprawl'],
    evidence: ['vpc-0a combinations 24', 'vpc-0a functions 1'],
  },
  {
    name: 'does not apply to a VPC without functions',
    given: given(aFunction({ VpcConfig: undefined })),
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown where no function was read',
    given: { collections: { Functions: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'is unknown where the versions may not be listed',
    given: {
      gaps: [
        {
          collection: 'Functions',
          of: versionsOf(functionArn('orders')),
          reason: { kind: 'denied', call: 'lambda:ListVersionsByFunction' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListVersionsByFunction',
  },
  {
    name: 'is unknown where the only function is of a VPC that is not known',
    given: {
      collections: {
        Functions: [
          aFunction({ VpcConfig: { SubnetIds: ['subnet-0z'], SecurityGroupIds: ['sg-0z'] } }),
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
]);
