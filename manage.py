#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["doctor"]:  # it explains even why Django does not start
        from operations.management.commands._starting import leave_if_it_cannot_start

        leave_if_it_cannot_start(sys.argv)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
