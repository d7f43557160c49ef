"""Personal data found in text: `findings.find`, `masking.mask`."""
