package dev.slipway.cli.demo;

/** What the demo's developer does to the example: the changes, as commits. */
final class Plot {
  static final String NAMESPACE = "doctor-app";
  static final String ENVIRONMENT = "production";

  /** Shown on the patients' page once the first change is live. */
  static final String VISIBLE = "yearly asthma review, bring your inhaler";

  static final String BRANCH = "say-what-to-bring";

  private static final String PATIENTS = "backend/src/main/resources/patients.json";
  private static final String API = "backend/src/main/java/com/example/doctor/Api.java";
  private static final String PRODUCTION = "k8s/overlays/production/kustomization.yaml";

  /** A change that a user can see. */
  static final Edit IMPROVEMENT =
      new Edit(
          PATIENTS,
          "\"reasonForVisit\": \"yearly asthma review\"",
          "\"reasonForVisit\": \"" + VISIBLE + "\"");

  /** A setting that exists in production only, and with which the backend cannot start. */
  static final Edit NEVER_READY =
      new Edit(
          PRODUCTION,
          "labels:\n",
          """
          configMapGenerator:
            - name: doctor-backend-config
              behavior: merge
              literals:
                - SHUTDOWN_GRACE_SECONDS=twenty

          labels:
          """);

  /** A fault that no probe sees: health is fine, the list of patients is not. */
  static final Edit FAILS_ITS_USERS =
      new Edit(
          API,
          "patient.reasonForVisit()))\n            .toList());",
          "patient.reasonForVisit().split(\", \")[1]))\n            .toList());");

  private Plot() {}
}
