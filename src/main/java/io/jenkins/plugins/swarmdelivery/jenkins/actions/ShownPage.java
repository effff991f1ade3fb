package io.jenkins.plugins.swarmdelivery.jenkins.actions;

/**
 * What all pages give their views. A view cannot make an object of the plugin's classes itself: outside of tests it does
 * not see them.
 */
public interface ShownPage {
    default Shown getShown() {
        return new Shown();
    }
}
