//! What the chart refuses, each with its sentence: a check that never refuses is no check.

use anyhow::ensure;
use contracts::topics::Topic;

use super::chart::Helm;

const LOCAL: &str = "helm/values/local.yaml";
const PROD: &str = "helm/values/eks-prod.yaml";

/// The values, what is changed in them, and a part of what is said.
type Case = (&'static str, &'static [&'static str], &'static str);

const CASES: &[Case] = &[
    (LOCAL, &["services.order.portt=1"], "additional properties 'portt' not allowed"),
    (LOCAL, &["servces={}"], "additional properties 'servces' not allowed"),
    (LOCAL, &["services.ordr={}"], "'/services/ordr': missing properties 'port'"),
    (LOCAL, &["engines.kafka.mechanism=\"OAUTHBEARER\""], "value must be one of 'PLAIN'"),
    (PROD, &["engines.kafka.mechanism=\"AWS_MSK_IAM\""], "engines.kafka.region are required"),
    (LOCAL, &["image.repository=\"\""], "image.repository is required"),
    (PROD, &["image.digest=\"\"", "image.tag=\"1.0\""], "image.digest is required: a tag can be moved"),
    (PROD, &["gateway.image.digest=\"\""], "gateway.image.digest is required"),
    (LOCAL, &["image.tag=\"\""], "image needs a digest or a tag"),
    (LOCAL, &["engines.kafka.brokers=[]"], "engines.kafka.brokers is required"),
    (PROD, &["engines.mysql.tls=\"preferred\""], "engines.mysql.tls must be verify-identity"),
    (PROD, &["engines.redis.tls=false"], "engines.redis.tls must be true"),
    (PROD, &["engines.edgeRedis.tls=false"], "engines.edgeRedis.tls must be true"),
    (PROD, &["engines.edgeRedis.host=\"\""], "engines.edgeRedis.host is required"),
    (LOCAL, &["engines.edgeRedis.host=\"redis\""], "engines.edgeRedis is engines.redis"),
    (LOCAL, &["engines.edgeRedis.enable=true"], "additional properties 'enable' not allowed"),
    (PROD, &["engines.kafka.protocol=\"plaintext\""], "engines.kafka.protocol must be ssl or sasl_ssl"),
    (PROD, &["engines.mysql.maxConnections=0"], "engines.mysql.maxConnections is required"),
    (PROD, &["engines.mysql.maxConnections=500"], "connections to MySQL, which allows 500"),
    (PROD, &["secrets.store.name=\"\""], "secrets.store.name is required"),
    (PROD, &["edge.trustedProxies=[]"], "edge.trustedProxies is required"),
    (PROD, &["edge.certificateArn=\"\""], "edge.host and edge.certificateArn are required"),
    (PROD, &["edge.idleSeconds=15"], "edge.idleSeconds must be above 15"),
    (PROD, &["edge.idleSeconds=75"], "below 75"),
    (PROD, &["edge.mode=\"gatewayApi\""], "edge.host and edge.parent are required"),
    (LOCAL, &["network.enginePods=null"], "network.engineCidrs is required"),
    (
        LOCAL,
        &["network.policy=\"cilium\"", "engines.mysql.host=\"\""],
        "are required with network.policy: cilium",
    ),
    (PROD, &["autoscaling.provider=\"hpa\""], "autoscaling.onSales needs autoscaling.provider: keda"),
    (PROD, &["autoscaling.prometheus=\"\""], "autoscaling.prometheus is required"),
    (PROD, &["services.order.replicas.max=2"], "order: replicas.min is above replicas.max"),
    (PROD, &["services.order.strategy=\"rolling\""], "order: a deployment is rolling"),
    (PROD, &["services.reservation.strategy=\"blueGreen\""], "its preview would handle live ones"),
    (PROD, &["analysis.prometheus=\"\""], "analysis.prometheus is required"),
    (PROD, &["services.order.graceSeconds=25"], "order: graceSeconds must be 10 above drainSeconds"),
    (PROD, &["services.order.drainSeconds=5"], "order: drainSeconds must be 6 or more"),
    (PROD, &["services.payment.enabled=false"], "order calls payment, which is not enabled"),
    (PROD, &["services.order.config={\"LOG_FORMATS\":\"x\"}"], "order: it reads no setting LOG_FORMATS"),
    (PROD, &["services.order.config={\"REDIS_URL\":\"x\"}"], "order: REDIS_URL is a secret"),
    (PROD, &["services.order.config={\"HOLDFAST_SECRET\":\"x\"}"], "order: HOLDFAST_SECRET is a secret"),
    (PROD, &["services.order.config={\"LOG_FORMAT_FILE\":\"x\"}"], "it reads no setting LOG_FORMAT_FILE"),
    (
        PROD,
        &["services.order.config={\"HOLDFAST_LISTEN\":\"x\"}"],
        "order: HOLDFAST_LISTEN is set by the chart",
    ),
    (
        PROD,
        &["services.order.config={\"KAFKA_GROUP_INSTANCE\":\"a\"}"],
        "KAFKA_GROUP_INSTANCE needs pods with stable names",
    ),
    (
        PROD,
        &["services.order.extraEnv=[{\"name\":\"KAFKA_GROUP_INSTANCE\",\"value\":\"a\"}]"],
        "KAFKA_GROUP_INSTANCE needs pods with stable names",
    ),
    (
        PROD,
        &["services.order.config={\"KAFKA_PARTITIONS\":\"9\"}"],
        "order: KAFKA_PARTITIONS is set by the chart",
    ),
    (
        PROD,
        &["services.order.config={\"HOLDFAST_OPERATOR_TOKEN\":\"x\"}"],
        "order: HOLDFAST_OPERATOR_TOKEN is a secret",
    ),
    (
        PROD,
        &["services.order.config={\"HOLDFAST_ANONYMOUS\":\"open\"}"],
        "HOLDFAST_ANONYMOUS=open is for a demo",
    ),
    (
        PROD,
        &["services.order.config={\"HOLDFAST_CALLER_HEADER\":\"trust\"}"],
        "HOLDFAST_CALLER_HEADER=trust would let any caller act as another",
    ),
    (
        LOCAL,
        &["services.order.config={\"HOLDFAST_CALLER_HEADER\":\"trust\"}"],
        "HOLDFAST_CALLER_HEADER=trust would let any caller act as another",
    ),
    (
        PROD,
        &["services.identity.config={\"HOLDFAST_BOOTSTRAP_TOKEN\":\"x\"}"],
        "identity: HOLDFAST_BOOTSTRAP_TOKEN is a secret",
    ),
    (
        PROD,
        &["services.identity.config={\"HOLDFAST_PUBLIC_ORIGIN\":\"x\"}"],
        "identity: HOLDFAST_PUBLIC_ORIGIN is set by the chart",
    ),
    (PROD, &["services.catalog.config={\"HOLDFAST_DEMO\":\"true\"}"], "HOLDFAST_DEMO=true is for a demo"),
];

pub(super) fn are_made(helm: &Helm) -> anyhow::Result<()> {
    for (values, changes, sentence) in CASES {
        let said = helm.refusal(values, changes)?;
        let said = said.as_deref().unwrap_or("it renders");
        ensure!(
            said.contains(sentence),
            "{values} with {changes:?} should be refused with `{sentence}`, but: {said}"
        );
    }
    partitions_are_those_of_the_topics(helm)
}

fn partitions_are_those_of_the_topics(helm: &Helm) -> anyhow::Result<()> {
    let partitions = Topic::ALL.iter().map(|topic| topic.partitions()).min().unwrap_or(0);
    let with = |pods: u32| {
        helm.refusal(
            PROD,
            &["engines.mysql.maxConnections=9000", &format!("services.order.replicas.max={pods}")],
        )
    };
    ensure!(
        with(partitions)?.is_none(),
        "{partitions} pods of order are refused, and there are as many partitions"
    );
    let said = with(partitions + 1)?.unwrap_or_default();
    ensure!(
        said.contains("further pods would be idle"),
        "{} pods of order are not refused: {said}",
        partitions + 1
    );
    Ok(())
}
