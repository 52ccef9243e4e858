import type { Attributes, Graph, Node, Subgraph } from '@viz-js/viz';
import { FONT, drawSvg } from '../cli/render/svg-drawing.ts';
import { xmlText } from '../cli/render/xml.ts';
import type { GeneratedFile } from './generated-file.ts';

/** The picture of the deployed system for README and docs: its source is this file. */

const INK = '#101828';
const GREY = '#667085';
const GROUND = '#ffffff';
const OURS = '#eff8ff';
const OURS_LINE = '#175cd3';

/** A box: what it is called, and in a line or two what it does. */
function box(name: string, title: string, lines: readonly string[], attributes: Attributes = {}) {
  const html = [`<b>${xmlText(title)}</b>`, ...lines.map(xmlText)].join('<br/>');
  return { name, attributes: { label: { html }, ...attributes } } satisfies Node;
}

const OWN: Attributes = { fillcolor: OURS, color: OURS_LINE };

const FORWARDERS: Subgraph = region('cluster_further', 'further regions', [
  box(
    'furtherRules',
    'EventBridge rules',
    ['forward the events', 'to the home region', '(always in us-east-1)'],
    OWN,
  ),
]);

const HOME: Subgraph = region('cluster_home', 'home region', [
  box('rules', 'EventBridge rules', ['the calls that can', 'change a verdict'], OWN),
  box('schedule', 'Scheduler', ['every 12 hours'], OWN),
  box('changes', 'change queue', ['dead letters behind it'], OWN),
  box('sweeps', 'sweep queue', ['dead letters behind it'], OWN),
  box('audit', 'functions/audit', ['read, judge, compare,', 'tell once'], OWN),
  box('sweep', 'functions/sweep', ['lists the account, sees', 'what no event tells'], OWN),
  box('state', 'state table', ['functions, roles, findings,', 'what is still to be told'], OWN),
  box('topic', 'alert topic', ['opened and resolved,', 'one message per change'], OWN),
  box('slack', 'functions/notify-slack', ['incoming webhook'], OWN),
]);

const GRAPH: Graph = {
  directed: true,
  graphAttributes: {
    rankdir: 'TB',
    bgcolor: GROUND,
    fontname: FONT,
    fontcolor: INK,
    pad: 0.3,
    nodesep: 0.4,
    ranksep: 0.55,
  },
  nodeAttributes: {
    shape: 'box',
    style: 'rounded,filled',
    fillcolor: GROUND,
    color: GREY,
    fontname: FONT,
    fontsize: 11,
    fontcolor: INK,
    margin: '0.16,0.09',
  },
  edgeAttributes: { color: INK, arrowsize: 0.7, fontname: FONT, fontsize: 10, fontcolor: GREY },
  subgraphs: [FORWARDERS, HOME],
  nodes: [
    box('trail', 'CloudTrail', ['management events', 'of every region']),
    box('apis', 'EC2, Lambda, IAM, …', ['read only']),
    box('hub', 'Security Hub', ['every finding']),
    box('bus', 'EventBridge', ["the users' own", 'automation']),
    box('mail', 'email, Slack, queues', ['people and tools']),
  ],
  edges: [
    ['trail', 'furtherRules'],
    ['trail', 'rules'],
    ['furtherRules', 'rules'],
    ['rules', 'changes'],
    ['schedule', 'sweeps'],
    ['changes', 'audit'],
    ['sweeps', 'sweep'],
    ['sweep', 'changes', 'one message per VPC'],
    ['audit', 'state', '', 'both'],
    ['sweep', 'state', '', 'both'],
    ['apis', 'audit'],
    ['apis', 'sweep'],
    ['audit', 'hub'],
    ['audit', 'bus'],
    ['audit', 'topic'],
    ['topic', 'slack'],
    ['topic', 'mail'],
    ['slack', 'mail'],
  ].map(([tail = '', head = '', label = '', dir = 'forward']) => ({
    tail,
    head,
    attributes: {
      dir,
      ...(label !== '' && { label }),
      // The sweep works backwards into the change queue; it must not pull the columns apart.
      ...(tail === 'sweep' && head === 'changes' && { constraint: false }),
      ...(tail === 'apis' && { style: 'dashed', color: GREY }),
    },
  })),
};

function region(name: string, label: string, nodes: readonly Node[]): Subgraph {
  return {
    name,
    graphAttributes: {
      label,
      labeljust: 'l',
      fontname: FONT,
      fontsize: 11,
      fontcolor: GREY,
      color: GREY,
      style: 'rounded,dashed',
      margin: 14,
    },
    nodes: [...nodes],
  };
}

/** `docs/architecture.svg`. */
export async function generateArchitecturePicture(): Promise<readonly GeneratedFile[]> {
  const content = await drawSvg(GRAPH, {
    name: 'architecture',
    title: 'How the deployed lambda-vpc-auditor works',
    description:
      'CloudTrail events reach EventBridge rules, in further regions by way of forwarders; the rules fill ' +
      'a queue, from which the audit function reads what changed, judges it and tells Security Hub, ' +
      'EventBridge and an alert topic with email and Slack behind it. A scheduled sweep lists the account.',
  });
  return [{ path: 'docs/architecture.svg', content }];
}
