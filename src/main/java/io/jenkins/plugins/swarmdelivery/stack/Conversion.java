package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Converts a stack to what {@code docker stack deploy} posts, field by field. */
final class Conversion {

    private final Namespace namespace;
    private final Mounts mounts;
    private final Networks networks;
    private final FileObjects configs;
    private final FileObjects secrets;

    /** @param stack services and objects in their long form */
    Conversion(String name, Fields stack) {
        namespace = new Namespace(name);
        mounts = new Mounts(namespace, stack.fields("volumes"));
        networks = new Networks(namespace, stack.fields("networks"));
        configs = new FileObjects(FileObjects.Type.CONFIG, namespace, stack.fields("configs"));
        secrets = new FileObjects(FileObjects.Type.SECRET, namespace, stack.fields("secrets"));
    }

    StackSpecs specs(Fields services, Used used) {
        List<Map<String, Object>> converted = new ArrayList<>();
        services.values().keySet().stream()
                .sorted()
                .forEach(name -> converted.add(service(name, services.fields(name))));
        Referenced files = new Referenced(used);
        return new StackSpecs(
                networks.created(services), configs.created(used, files), secrets.created(used, files), converted);
    }

    /** The secrets kept from an earlier release, by the names that services would refer to. */
    Map<String, String> keptSecrets(Used used) {
        return secrets.kept(used);
    }

    /** Secrets whose content is unknown, because the files that they were made from are not available. */
    List<String> unknownSecrets(Used used) {
        return secrets.unknown(used);
    }

    /** The names by which services refer to secrets that are not external, by their names in the file. */
    Map<String, String> secretNames() {
        return secrets.names();
    }

    private Map<String, Object> service(String name, Fields service) {
        DeployFields deploy = new DeployFields(service);
        Map<String, String> labels = namespace.labels(service.fields("deploy").fields("labels"));
        Scalar image = image(service);
        labels.put(Namespace.IMAGE, image.text());
        return new Body()
                .put("Name", namespace.scoped(name))
                .put("Labels", labels)
                .put("TaskTemplate", task(name, service, deploy))
                .put("Mode", deploy.mode())
                .some("UpdateConfig", deploy.update("update_config"))
                .some("RollbackConfig", deploy.update("rollback_config"))
                .put("EndpointSpec", Ports.endpoint(service))
                .fields();
    }

    private static Scalar image(Fields service) {
        if (service.text("image").isEmpty()) {
            throw service.place().wrong("image is missing; write image: REPOSITORY:VERSION; nothing is built here");
        }
        return (Scalar) service.get("image");
    }

    private Map<String, Object> task(String name, Fields service, DeployFields deploy) {
        return new Body()
                .put("ContainerSpec", container(service))
                .put("Resources", deploy.resources())
                .some("RestartPolicy", deploy.restartPolicy(service))
                .put("Placement", deploy.placement())
                .some("Networks", networks.attachments(name, service))
                .some("LogDriver", new ContainerFields(service).logDriver())
                .put("ForceUpdate", 0)
                .fields();
    }

    private Map<String, Object> container(Fields service) {
        ContainerFields container = new ContainerFields(service);
        Scalar image = image(service);
        return new Body()
                .put("Image", ImageName.posted(image.place(), image.text()))
                .put("Labels", namespace.labels(service.fields("labels")))
                .some("Command", service.texts("entrypoint"))
                .some("Args", service.texts("command"))
                .some("Hostname", service.text("hostname"))
                .some("Env", container.environment())
                .some("Dir", service.text("working_dir"))
                .some("User", service.text("user"))
                .some("Groups", service.texts("group_add"))
                .put("Privileges", container.privileges())
                .some("Init", service.text("init").map(Boolean::valueOf))
                .some("StopSignal", service.text("stop_signal"))
                .some("TTY", service.flag("tty"))
                .some("OpenStdin", service.flag("stdin_open"))
                .some("ReadOnly", service.flag("read_only"))
                .some("Mounts", mounts.of(service))
                .some("StopGracePeriod", Numbers.duration(service, "stop_grace_period"))
                .some("Healthcheck", container.healthcheck())
                .some("Hosts", container.hosts())
                .some("DNSConfig", container.dns())
                .some("Secrets", secrets.references(service))
                .some("Configs", configs.references(service))
                .some("Isolation", service.text("isolation"))
                .some("Sysctls", Namespace.texts(service.fields("sysctls")))
                .some("CapabilityAdd", container.addedCapabilities())
                .some("CapabilityDrop", container.droppedCapabilities())
                .some("Ulimits", container.ulimits())
                .fields();
    }
}
