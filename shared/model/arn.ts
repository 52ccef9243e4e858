/** The parts of an Amazon Resource Name: `arn:partition:service:region:account-id:resource`. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services. */
  readonly region: string;
  /** Empty where the resource has no account in its name (S3 buckets). */
  readonly accountId: string;
  readonly resource: string;
}

const ARN = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.*)$/s;

/** Splits an ARN, or answers undefined where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const parts = ARN.exec(text);
  if (parts === null) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = parts;
  return { partition, service, region, accountId, resource };
}

/** The partition that a region belongs to, by the prefixes AWS uses. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('us-isof-')) return 'aws-iso-f';
  if (region.startsWith('eu-isoe-')) return 'aws-iso-e';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

/** A function's ARN split at its qualifier: `…:function:name` and `1`, `prod`, `$LATEST` or undefined. */
export function splitFunctionArn(arn: string): { functionArn: string; qualifier?: string } {
  const parts = arn.split(':');
  const qualifier = parts[7];
  return qualifier === undefined
    ? { functionArn: arn }
    : { functionArn: parts.slice(0, 7).join(':'), qualifier };
}

/** The function's name in its ARN, qualified or not. */
export function functionNameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}
