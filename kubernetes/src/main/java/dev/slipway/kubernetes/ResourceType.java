package dev.slipway.kubernetes;

import dev.slipway.manifest.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of object that the cluster stores.
 *
 * @param groupVersionKind how it is stored and served by default
 * @param plural as in URLs, such as {@code deployments}
 * @param singular such as {@code deployment}
 * @param scope whether its objects live in namespaces
 * @param shortNames such as {@code deploy}
 * @param categories {@code all} when {@code kubectl get all} shows it
 * @param traits how its objects behave
 */
public record ResourceType(
    GroupVersionKind groupVersionKind,
    String plural,
    String singular,
    Scope scope,
    List<String> shortNames,
    List<String> categories,
    Set<Trait> traits) {

  /** Where objects of a kind live. */
  public enum Scope {
    NAMESPACED,
    CLUSTER
  }

  /** What distinguishes the behaviour of kinds. */
  public enum Trait {
    /** Status is written through its own subresource; other writes leave it alone. */
    STATUS,
    /** {@code metadata.generation} counts changes of the specification. */
    GENERATION,
    /** Has a scale subresource. */
    SCALE,
    /** An update must name the version it was made from. */
    VERSION_REQUIRED,
    /** An update of an object that is not there makes it. */
    MADE_BY_UPDATE
  }

  public static final ResourceType NAMESPACES =
      core("Namespace", "namespaces", "ns").clusterWide().with(Trait.STATUS);
  public static final ResourceType NODES =
      core("Node", "nodes", "no").clusterWide().with(Trait.STATUS);
  public static final ResourceType PODS =
      core("Pod", "pods", "po").inAll().with(Trait.STATUS, Trait.GENERATION);
  public static final ResourceType SERVICES =
      core("Service", "services", "svc").inAll().with(Trait.STATUS, Trait.MADE_BY_UPDATE);
  public static final ResourceType ENDPOINTS =
      core("Endpoints", "endpoints", "ep").named("endpoints").with(Trait.MADE_BY_UPDATE);
  public static final ResourceType CONFIG_MAPS = core("ConfigMap", "configmaps", "cm");
  public static final ResourceType SECRETS = core("Secret", "secrets");
  public static final ResourceType SERVICE_ACCOUNTS =
      core("ServiceAccount", "serviceaccounts", "sa");
  public static final ResourceType EVENTS =
      core("Event", "events", "ev").with(Trait.MADE_BY_UPDATE);
  public static final ResourceType DEPLOYMENTS =
      of("apps", "v1", "Deployment", "deployments", "deploy")
          .inAll()
          .with(Trait.STATUS, Trait.GENERATION, Trait.SCALE);
  public static final ResourceType REPLICA_SETS =
      of("apps", "v1", "ReplicaSet", "replicasets", "rs")
          .inAll()
          .with(Trait.STATUS, Trait.GENERATION, Trait.SCALE);
  public static final ResourceType JOBS =
      of("batch", "v1", "Job", "jobs").inAll().with(Trait.STATUS, Trait.GENERATION);
  public static final ResourceType HORIZONTAL_POD_AUTOSCALERS =
      of("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa")
          .inAll()
          .with(Trait.STATUS);
  public static final ResourceType INGRESSES =
      of("networking.k8s.io", "v1", "Ingress", "ingresses", "ing")
          .with(Trait.STATUS, Trait.GENERATION);
  public static final ResourceType INGRESS_CLASSES =
      of("networking.k8s.io", "v1", "IngressClass", "ingressclasses")
          .clusterWide()
          .with(Trait.GENERATION);
  public static final ResourceType ENDPOINT_SLICES =
      of("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices").with(Trait.GENERATION);
  public static final ResourceType LEASES =
      of("coordination.k8s.io", "v1", "Lease", "leases")
          .with(Trait.VERSION_REQUIRED, Trait.MADE_BY_UPDATE);
  public static final ResourceType POD_DISRUPTION_BUDGETS =
      of("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb")
          .with(Trait.STATUS, Trait.GENERATION, Trait.VERSION_REQUIRED);
  public static final ResourceType ROLES =
      of("rbac.authorization.k8s.io", "v1", "Role", "roles").with(Trait.MADE_BY_UPDATE);
  public static final ResourceType ROLE_BINDINGS =
      of("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings")
          .with(Trait.MADE_BY_UPDATE);
  public static final ResourceType CLUSTER_ROLES =
      of("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles")
          .clusterWide()
          .with(Trait.MADE_BY_UPDATE);
  public static final ResourceType CLUSTER_ROLE_BINDINGS =
      of("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings")
          .clusterWide()
          .with(Trait.MADE_BY_UPDATE);

  /** Every stored kind, in the order discovery lists them. */
  public static final List<ResourceType> ALL =
      List.of(
          CONFIG_MAPS,
          ENDPOINTS,
          EVENTS,
          NAMESPACES,
          NODES,
          PODS,
          SECRETS,
          SERVICE_ACCOUNTS,
          SERVICES,
          DEPLOYMENTS,
          REPLICA_SETS,
          HORIZONTAL_POD_AUTOSCALERS,
          JOBS,
          INGRESS_CLASSES,
          INGRESSES,
          POD_DISRUPTION_BUDGETS,
          CLUSTER_ROLE_BINDINGS,
          CLUSTER_ROLES,
          ROLE_BINDINGS,
          ROLES,
          ENDPOINT_SLICES,
          LEASES);

  private static final Map<GroupVersionKind, ResourceType> BY_KIND =
      ALL.stream().collect(Collectors.toMap(ResourceType::groupVersionKind, Function.identity()));

  /** The type of a kind; empty when the cluster does not store it. */
  public static Optional<ResourceType> of(GroupVersionKind kind) {
    return Optional.ofNullable(BY_KIND.get(kind));
  }

  public String group() {
    return groupVersionKind.group();
  }

  public String kind() {
    return groupVersionKind.kind();
  }

  public boolean isNamespaced() {
    return scope == Scope.NAMESPACED;
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** {@code deployments.apps}; the plural alone for the core group. Names it in the store too. */
  public String qualifiedName() {
    return group().isEmpty() ? plural : plural + "." + group();
  }

  @Override
  public String toString() {
    return qualifiedName();
  }

  private static ResourceType core(String kind, String plural, String... shortNames) {
    return of("", "v1", kind, plural, shortNames);
  }

  private static ResourceType of(
      String group, String version, String kind, String plural, String... shortNames) {
    return new ResourceType(
        new GroupVersionKind(group, version, kind),
        plural,
        kind.toLowerCase(java.util.Locale.ROOT),
        Scope.NAMESPACED,
        List.of(shortNames),
        List.of(),
        Set.of());
  }

  private ResourceType clusterWide() {
    return new ResourceType(
        groupVersionKind, plural, singular, Scope.CLUSTER, shortNames, categories, traits);
  }

  private ResourceType inAll() {
    return new ResourceType(
        groupVersionKind, plural, singular, scope, shortNames, List.of("all"), traits);
  }

  private ResourceType named(String name) {
    return new ResourceType(groupVersionKind, plural, name, scope, shortNames, categories, traits);
  }

  private ResourceType with(Trait... all) {
    return new ResourceType(
        groupVersionKind, plural, singular, scope, shortNames, categories, Set.of(all));
  }
}
