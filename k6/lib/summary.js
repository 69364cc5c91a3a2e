// What a run leaves: `target/k6/NAME.json` for `cargo xtask k6`, and one line for a person who runs k6 alone.
export function summary(name) {
  return (data) => {
    const limits = Object.values(data.metrics).flatMap((metric) =>
      Object.values(metric.thresholds || {}),
    );
    const broken = limits.filter((limit) => !limit.ok).length;
    const seconds = (data.state.testRunDurationMs / 1000).toFixed(1);
    return {
      [__ENV.SUMMARY || `target/k6/${name}.json`]: JSON.stringify(data.metrics, null, 2),
      stdout: `${name}: ${limits.length - broken} of ${limits.length} limits kept in ${seconds} s\n`,
    };
  };
}
