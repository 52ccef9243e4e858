import type {
  DeploymentTarget,
  StandingStack,
  WantedStack,
} from '../../shared/ports/deployment-target.ts';

/** An account in memory that remembers what was done to it; everything by `region name`. */
export interface FakeTarget extends DeploymentTarget {
  readonly stacks: Map<string, StandingStack>;
  readonly tables: Set<string>;
  /** Bodies of waiting messages, by `region url`. */
  readonly queues: Map<string, string[]>;
  /** What the function that posts to Slack was run with; `fails` makes it end with an error. */
  readonly invoked: unknown[];
  fails: boolean;
}

/** An account in which nothing stands. */
export function fakeTarget(regions: readonly string[] = ['eu-west-1', 'us-east-1']): FakeTarget {
  const stacks = new Map<string, StandingStack>();
  const tables = new Set<string>();
  const queues = new Map<string, string[]>();
  const invoked: unknown[] = [];
  const queue = (region: string, url: string) => queues.get(`${region} ${url}`) ?? [];
  const target: FakeTarget = {
    stacks,
    tables,
    queues,
    invoked,
    fails: false,
    regions: async () => regions,
    stack: async (region, name) => stacks.get(`${region} ${name}`),
    putStack: async (region, { stackName, template, parameters }: WantedStack) => {
      const key = `${region} ${stackName}`;
      const before = stacks.get(key);
      stacks.set(key, { status: 'CREATE_COMPLETE', parameters, outputs: { template } });
      if (before === undefined) return 'created';
      return before.outputs['template'] === template ? 'unchanged' : 'updated';
    },
    removeStack: async (region, name) => stacks.delete(`${region} ${name}`),
    tableExists: async (region, name) => tables.has(`${region} ${name}`),
    deleteTable: async (region, name) => tables.delete(`${region} ${name}`),
    send: async (region, url, body) => {
      queues.set(`${region} ${url}`, [...queue(region, url), body]);
    },
    waitingMessages: async (region, url) => queue(region, url).length,
    startMove: async (region, from, to) => {
      queues.set(`${region} ${to}`, [...queue(region, to), ...queue(region, from)]);
      queues.set(`${region} ${from}`, []);
    },
    handOn: async (region, url, hand) => {
      const left: string[] = [];
      for (const body of queue(region, url)) if (!(await hand(body))) left.push(body);
      queues.set(`${region} ${url}`, left);
    },
    invoke: async (_region, _name, event) => {
      if (!target.fails) invoked.push(event);
      return !target.fails;
    },
  };
  return target;
}
