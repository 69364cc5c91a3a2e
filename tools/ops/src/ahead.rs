//! The programs that take long to be made, made before a stage waits for them.

use crate::descriptions::OASDIFF;
use crate::helm::HELM;
use crate::secrets::GITLEAKS;
use crate::terraform::{TFLINT, install_checkov};
use crate::workflows::ACTIONLINT;

type Install = fn() -> anyhow::Result<String>;

/// In the order of the stages that need them.
const NEEDED: [Install; 6] = [
    || GITLEAKS.file(),
    || HELM.file(),
    || ACTIONLINT.file(),
    || TFLINT.file(),
    install_checkov,
    || OASDIFF.file(),
];

/// Those that the cache lacks, one after another and behind everything else that runs here. A failure is reported by the stage that needs the program.
pub fn install() {
    for install in NEEDED {
        let _ = install();
    }
}
