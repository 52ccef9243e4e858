/**
 * What each control says of each reference topology: P passed, F failed, N not applicable or no such
 * resource, U unknown. A cell is the worst over the control's resources. Rows stand in the order of the
 * catalogue, columns are t01 to t15.
 */
const TABLE = `
  function-vpc-attached                   P P N P P P P P P P P P P P P
  function-vpc-allowed                    N N N N P N N N N N N N N N N
  function-subnet-allowed                 N N N N P N N N N N N N N N N
  function-security-group-allowed         N N N N P N N N N N N N N N N
  vpc-guardrail-present                   N N N N P N N N N N N N N N N
  function-version-vpc-drift              N N N N P N N N N N N N N N N
  function-multi-az                       P P N F P P P P P P P P P P P
  function-limited-capacity-zone          P P N F P P P P P P P P P P P
  function-zone-type                      P P N P P P P P P P P P P P P
  function-vpc-tenancy                    P P N P P P P P P P P P P P P
  function-subnet-free-ips                P P N P P P P P P P P P F P P
  vpc-lambda-eni-quota                    P P N P P P P P U P P P F P N
  vpc-eni-combination-sprawl              P P N P P P P P P P P P F P N
  function-network-state                  P P N P P P P P P P P P F P P
  function-public-subnet                  P P N F P P P P P P P P P P N
  vpc-encryption-control-lambda-exclusion N N N N N N N N N N N N N N N
  function-internet-egress                N P N F P N P F U N N N N N P
  function-nat-zone-independence          N F N N P N P N N N N N N N N
  function-route-blackhole                P P N P P P P F P P P P P P P
  function-ipv6-egress                    N N N N N N N N N N P N N N N
  vpc-block-public-access                 N P N N P N P N N N P N N N P
  function-nacl                           P P N P P P P P U P P F N P P
  function-sg-egress-needed               P P N P P P P P P P P F N P P
  function-sg-egress-broad                F F N F P P P P P P P P F P F
  function-default-security-group         F F N P P P P P P P P P P P F
  function-sg-ingress-unused              N N N P P P P P P P P P P P N
  role-eni-permissions                    P P N P P P P P U P P P P P N
  role-eni-denied-to-code                 F F N F P F F F U F F F F F N
  deployer-describe-permissions           N N N N N N N N N N N N N N N
  lambda-endpoint-present                 N N N N P P N N U P N N N N N
  lambda-endpoint-service-type            N N N N P P N N N P N N N N N
  lambda-endpoint-state                   N N N N P P N N N P N N N N N
  lambda-endpoint-multi-az                N N N N P F N N N P N N N N N
  lambda-endpoint-private-dns             N N N N P F N N N P N N N N N
  vpc-dns-attributes                      N N N N P F N N U P N N N N N
  lambda-endpoint-security-group          N N N N P F N N N P N N N N N
  lambda-endpoint-policy-valid            N N N N P P N N N P N N N N N
  lambda-endpoint-policy-scoped           N N N N P F N N N P N N N N N
  lambda-endpoint-policy-qualified-arns   N N N N P N N N N P N N N N N
  lambda-endpoint-ip-type                 N N N N P P N N N P N N N N N
  lambda-endpoint-duplicate-cost          N N N N P P N N U P N N N N N
  peered-endpoint-path                    N N N N N N N N N P N N N P N
  peered-endpoint-dns                     N N N N N N N N N F N N N N N
  gateway-endpoint-association            P P N F P N N N U N N N N N N
  gateway-endpoint-nat-cost               P P N N P N N N N N N N N N N
  gateway-endpoint-policy                 P P N N P N N N U N N N N N N
  function-service-reachability           P P N F P F P F U F F N N N P
  function-private-resource-chain         N N N N P N N N N N N F N P N
  function-file-system-path               N N N N N N N N N N N N N N N
  function-connection-keepalive           N P N N P P P P U P N N N N N
`;

/** The expected letter by control name and topology. */
export const EXPECTED_VERDICTS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([control = '', ...cells]) => [
      control,
      new Map(cells.map((cell, index) => [`t${String(index + 1).padStart(2, '0')}`, cell])),
    ]),
);
