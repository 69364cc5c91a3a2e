//! How services find each other: by a name that stands for all pods of a service that are ready, and for nothing else.

use contracts::services::{ALL, ServiceInfo};

use super::rendered::Rendered;
use crate::objects::{Object, at, items};

/// All addresses of a name, asked for again and again.
const BY_NAME: &str = "dns+http://";

pub(super) fn faults(rendered: &Rendered) -> Vec<String> {
    let mut faults = Vec::new();
    for (caller, settings) in rendered.settings() {
        for called in ALL {
            let url = settings.get(&called.url_setting()).and_then(|url| url.as_str());
            let fault = url.and_then(|url| fault(rendered, called, url));
            faults.extend(fault.map(|fault| format!("{caller} calls {}: {fault}", called.name)));
        }
    }
    faults
}

fn fault(rendered: &Rendered, called: &ServiceInfo, url: &str) -> Option<String> {
    let Some((name, port)) = url.strip_prefix(BY_NAME).and_then(|rest| rest.rsplit_once(':')) else {
        return Some(format!("{url} is not {BY_NAME} with a name and a port"));
    };
    let Some(service) = rendered.find("Service", name) else {
        return Some(format!("there is no Service {name}"));
    };
    if service.text("/spec/clusterIP") != "None" {
        return Some(format!("{name} has one address, and not those of its pods"));
    }
    if !leads_to(service, port) {
        return Some(format!("{name} has no port {port}"));
    }
    let mut workloads = rendered.workloads().filter(|workload| workload.component() == called.name);
    let is_it = |workload: &Object| workload.at("/spec/selector/matchLabels") == service.at("/spec/selector");
    (!workloads.any(is_it)).then(|| format!("{name} selects other pods"))
}

fn leads_to(service: &Object, port: &str) -> bool {
    items(service.at("/spec/ports")).iter().any(|found| at(found, "/port").as_u64() == port.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::parse;

    const PAYMENT: &str = "
kind: ConfigMap
metadata: {name: r-order, labels: {app.kubernetes.io/component: order}}
data: {HOLDFAST_PAYMENT_URL: 'dns+http://r-payment-internal:9083'}
---
kind: Service
metadata: {name: r-payment-internal}
spec: {clusterIP: None, selector: {component: payment}, ports: [{port: 9083}]}
---
kind: Deployment
metadata: {name: r-payment, labels: {app.kubernetes.io/component: payment}}
spec: {selector: {matchLabels: {component: payment}}}
";

    fn found(text: &str) -> Vec<String> {
        faults(&Rendered { values: String::new(), objects: parse(text).unwrap() })
    }

    #[test]
    fn a_name_has_the_addresses_of_the_pods_that_are_called() {
        assert_eq!(found(PAYMENT), [""; 0]);
        for (sound, slip, fault) in [
            (
                "dns+http://r",
                "http://r",
                "http://r-payment-internal:9083 is not dns+http:// with a name and a port",
            ),
            ("name: r-payment-internal", "name: r-payment", "there is no Service r-payment-internal"),
            ("clusterIP: None, ", "", "r-payment-internal has one address, and not those of its pods"),
            ("port: 9083", "port: 8083", "r-payment-internal has no port 9083"),
            (
                "selector: {component: payment}",
                "selector: {component: order}",
                "r-payment-internal selects other pods",
            ),
        ] {
            assert_eq!(found(&PAYMENT.replace(sound, slip)), [format!("order calls payment: {fault}")]);
        }
    }
}
