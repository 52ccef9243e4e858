import { expect, test } from 'vitest';
import { forwarderTemplates } from '../../../scripts/deploy/forwarder.ts';
import { deployForwarders, removeForwarders } from '../../../scripts/deploy/forwarders.ts';
import { deployedRules } from '../../../scripts/generate-event-patterns.ts';
import { fakeTarget } from '../../builders/deployment-target.ts';

const HOME = 'eu-west-1';
const STACK = 'lambda-vpc-auditor-prod';
const REGIONS = ['ap-south-1', 'eu-central-1', 'eu-west-1', 'us-east-1'];

function templates(...audited: readonly string[]) {
  return forwarderTemplates(deployedRules(), HOME, audited);
}

test('regions come and go with the parameter, and nothing changes the second time', async () => {
  const target = fakeTarget(REGIONS);
  const said: string[] = [];
  const deploy = async (...audited: readonly string[]) => {
    said.length = 0;
    await deployForwarders(target, STACK, HOME, templates(...audited), (line) => said.push(line));
    return { said: said.toSorted(), stacks: [...target.stacks.keys()].toSorted() };
  };

  expect(await deploy(HOME, 'eu-central-1')).toEqual({
    said: ['eu-central-1: forwarder created', 'us-east-1: forwarder created'],
    stacks: [`eu-central-1 ${STACK}-forwarder`, `us-east-1 ${STACK}-forwarder`],
  });
  expect((await deploy(HOME, 'eu-central-1')).said).toEqual([
    'eu-central-1: forwarder unchanged',
    'us-east-1: forwarder unchanged',
  ]);
  expect(await deploy(HOME, 'us-east-1', 'ap-south-1')).toEqual({
    said: [
      'ap-south-1: forwarder created',
      'eu-central-1: forwarder removed',
      'us-east-1: forwarder updated',
    ],
    stacks: [`ap-south-1 ${STACK}-forwarder`, `us-east-1 ${STACK}-forwarder`],
  });
});

test('a forwarder knows the home region', async () => {
  const target = fakeTarget(REGIONS);
  await deployForwarders(target, STACK, HOME, templates(HOME), () => {});
  expect(target.stacks.get(`us-east-1 ${STACK}-forwarder`)?.parameters).toEqual({
    HomeRegion: HOME,
  });
});

test('all forwarders of the stack are removed, and those of another stack stay', async () => {
  const target = fakeTarget(REGIONS);
  await deployForwarders(target, STACK, HOME, templates(HOME, 'ap-south-1'), () => {});
  await deployForwarders(target, 'other', HOME, templates(HOME), () => {});
  await removeForwarders(target, STACK, REGIONS, () => {});
  expect([...target.stacks.keys()]).toEqual(['us-east-1 other-forwarder']);
});
