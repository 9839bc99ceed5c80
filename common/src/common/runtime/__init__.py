"""What every process needs: settings, logging, errors, health, back-off."""
