/** Services whose AWS CLI name is not their IAM prefix. */
const CLI_SERVICES: Readonly<Record<string, string>> = {
  servicequotas: 'service-quotas',
  elasticfilesystem: 'efs',
};

/** IAM facts come from one answer that holds them all, in the shape a snapshot takes. */
const IAM_ANSWER = 'aws iam get-account-authorization-details';

/** The AWS CLI command whose answer holds what an IAM action reads: `aws ec2 describe-subnets`. */
export function awsCliCommand(call: string): string {
  const [prefix = '', action = ''] = call.split(':');
  if (prefix === 'iam') return IAM_ANSWER;
  const command = action
    .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-')
    .toLowerCase();
  return `aws ${CLI_SERVICES[prefix] ?? prefix} ${command}`;
}
