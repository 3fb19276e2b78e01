package org.openmns.config;

/** A setting that cannot be used; the message is one sentence for the operator and begins with the key. */
public final class SettingsException extends IllegalArgumentException {

    private final String key;

    public SettingsException(String key, String problem) {
        super(key + " " + problem);
        this.key = key;
    }

    /** The whole path of the setting, as it stands in the configuration files. */
    public String key() {
        return key;
    }
}
