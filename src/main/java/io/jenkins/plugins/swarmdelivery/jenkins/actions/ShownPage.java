package io.jenkins.plugins.swarmdelivery.jenkins.actions;

/**
 * What all pages provide to their views. A view cannot create objects of the plugin's classes: outside of tests, it
 * cannot see them.
 */
public interface ShownPage {
    default Shown getShown() {
        return new Shown();
    }
}
