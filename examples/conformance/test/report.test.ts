import { describe, expect, it } from 'vitest';
import { type Check, jsonReport, junitReport, type Result, textReport } from '../src/index.js';

const check = (id: string, title: string): Check => ({
  id,
  clause: 'RFC 4271 §6.2',
  level: 'MUST',
  kind: 'negative',
  title,
  run: async () => undefined,
});

const results: readonly Result[] = [
  { check: check('one', 'refuses <this> & "that"'), verdict: 'pass', seconds: 0.5 },
  { check: check('two', 'closes'), verdict: 'fail', reason: 'it did not\n  at 1.000 s  KEEPALIVE\u0001', seconds: 1 },
  { check: check('three', 'offers'), verdict: 'not applicable', reason: 'nothing to see', seconds: 0 },
];

describe('the reports', () => {
  it('are text for people', () => {
    expect(textReport(results)).toBe(`pass  RFC 4271 §6.2  MUST: refuses <this> & "that"  [one]
FAIL  RFC 4271 §6.2  MUST: closes  [two]
        it did not
          at 1.000 s  KEEPALIVE\u0001
n/a   RFC 4271 §6.2  MUST: offers  [three]
        nothing to see

3 checks: 1 passed, 1 failed, 1 not applicable
`);
  });

  it('are JSON', () => {
    const report = JSON.parse(jsonReport(results));
    expect(report.summary).toEqual({ pass: 1, fail: 1, 'not applicable': 1 });
    expect(report.checks[0]).toEqual({
      id: 'one',
      clause: 'RFC 4271 §6.2',
      level: 'MUST',
      kind: 'negative',
      title: 'refuses <this> & "that"',
      verdict: 'pass',
      seconds: 0.5,
    });
    expect(report.checks[1].reason).toContain('it did not');
  });

  it('are XML of JUnit', () => {
    expect(junitReport(results, 'a & b')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" skipped="1" time="1.500">
  <testsuite name="a &amp; b" tests="3" failures="1" skipped="1" time="1.500">
    <testcase classname="RFC 4271 §6.2" name="one: MUST refuses &lt;this&gt; &amp; &quot;that&quot;" time="0.500"/>
    <testcase classname="RFC 4271 §6.2" name="two: MUST closes" time="1.000"><failure message="it did not">it did not
  at 1.000 s  KEEPALIVE\ufffd</failure></testcase>
    <testcase classname="RFC 4271 §6.2" name="three: MUST offers" time="0.000"><skipped message="nothing to see"/></testcase>
  </testsuite>
</testsuites>
`);
  });
});
