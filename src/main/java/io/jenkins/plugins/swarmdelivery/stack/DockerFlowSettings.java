package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Settings of docker-flow-proxy that are no routes: what becomes of each behind HAProxy. */
final class DockerFlowSettings {
    /** Those that routes are made of, those that HAProxy needs nobody to ask for, and those of other modes than HTTP. */
    private static final Set<String> FOLLOWED = Set.of(
            "notify",
            "distribute",
            "shortName",
            "notifyService",
            "proxyInstanceName",
            "userDef",
            "isDefaultBackend",
            "servicePath",
            "port",
            "serviceDomain",
            "serviceDomainAlgo",
            "pathType",
            "reqMode",
            "srcPort",
            "checkResolvers",
            "discoveryType",
            "connectionMode",
            "checkTcp",
            "clitcpka",
            "balanceGroup",
            "serviceGroup");

    /** By setting: why it is lost, and what to do instead. The program reads many of them in any case of letters. */
    private static final Map<String, String> LOST = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private DockerFlowSettings() {}

    private static void losing(String remedy, String... settings) {
        List.of(settings).forEach(setting -> LOST.put(setting, remedy));
    }

    static {
        losing(
                "HAProxy passes paths on unchanged; let the application answer to the paths that users call",
                "reqPathSearchReplace",
                "reqPathSearch",
                "reqPathReplace");
        losing(
                "HAProxy leaves no path out; give it a route to another service, or let the application refuse it",
                "servicePathExclude");
        losing(
                "HAProxy asks nobody for a password, so everybody would reach the service; let the application ask, or a"
                        + " proxy in front",
                "users",
                "usersSecret",
                "usersPassEncrypted",
                "ignoreAuthorization");
        losing(
                "HAProxy lets every method pass; let the application refuse it, or write the rule into haproxy.cfg",
                "allowedMethods",
                "deniedMethods");
        losing(
                "HAProxy serves all users alike; let a proxy in front terminate TLS and redirect to it, or add --tls-secret"
                        + " and --redirect-port to router up",
                "httpsOnly",
                "httpsRedirectCode",
                "redirectWhenHttpProto",
                "redirectUnlessHttpsProto",
                "denyHttp",
                "serviceCert",
                "verifyClientSsl",
                "srcHttpsPort");
        losing(
                "HAProxy speaks plain HTTP to containers; name a port of theirs without TLS",
                "sslVerifyNone",
                "httpsPort");
        losing(
                "HAProxy redirects no host name; let the application redirect it, or a proxy in front",
                "redirectFromDomain");
        losing(
                "HAProxy does not edit headers; let the application do it, or write the rule into haproxy.cfg",
                "addReqHeader",
                "setReqHeader",
                "delReqHeader",
                "addResHeader",
                "setResHeader",
                "delResHeader",
                "addHeader",
                "setHeader");
        losing("HAProxy spreads requests over all tasks; add sticky=cookie to --app or --stack", "sessionType");
        losing(
                "HAProxy waits 60 seconds for an answer, and an hour for an idle WebSocket; change haproxy.cfg if that is"
                        + " too short",
                "timeoutServer",
                "timeoutTunnel",
                "timeoutClient");
        losing(
                "HAProxy does not compress; let the application do it, or a proxy in front",
                "compressionAlgo",
                "compressionType");
        losing(
                "lines of its configuration are not taken over; write them into haproxy.cfg with router init",
                "backendExtra",
                "templateFePath",
                "templateBePath");
        losing("subdomains are not included; name each host", "serviceDomainMatchAll");
        losing(
                "HAProxy chooses by host name and path alone, so this is no route; give the service a host name or path of"
                        + " its own",
                "userAgent",
                "serviceHeader");
        losing("it leads out of the Swarm, so it is no route; name the service in this Swarm", "outboundHostname");
    }

    /**
     * Why a setting is lost, and what to do instead; empty if it is not.
     *
     * @param name without prefix and index
     */
    static Optional<String> lost(String name, String value) {
        return value.equalsIgnoreCase("false") ? Optional.empty() : Optional.ofNullable(LOST.get(name));
    }

    /** What a person should know of a setting by which nothing is lost; empty if there is nothing to say. */
    static Optional<String> note(String name) {
        if (name.equals("aclName")) {
            return Optional.of("its order does not count; of the routes of a host, the longest path wins");
        }
        return FOLLOWED.contains(name) || LOST.containsKey(name)
                ? Optional.empty()
                : Optional.of(
                        "docker-flow-proxy does not read it; the releases that are delivered have no com.df labels");
    }
}
