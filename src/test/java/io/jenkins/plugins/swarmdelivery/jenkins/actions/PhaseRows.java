package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;

/** The phases on a build's page. */
final class PhaseRows {
    private PhaseRows() {}

    /** One text each: state, name, meaning, duration. */
    static List<String> phases(HtmlPage page) {
        return page.getByXPath("//li[contains(@class, 'swarm-phase')]").stream()
                .map(DomElement.class::cast)
                .map(phase -> StreamSupport.stream(phase.getChildElements().spliterator(), false)
                        .map(DomElement::getTextContent)
                        .map(String::strip)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
