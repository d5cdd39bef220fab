package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// installByApt installs Debian's or Ubuntu's package, of the major version that is asked for.
func installByApt(ctx context.Context, major string) error {
	name := "postgresql"
	if major != "" {
		name += "-" + major
	}
	return aptInstall(ctx, name)
}

// aptInstall installs a package of Debian or Ubuntu.
func aptInstall(ctx context.Context, name string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errNotHere
	}
	asRoot, err := rootPrefix()
	if err != nil {
		return err
	}
	if !aptHas(ctx, name) {
		if err := show(ctx, append(asRoot, "apt-get", "update")...); err != nil {
			return err
		}
		if !aptHas(ctx, name) {
			return fmt.Errorf("ensure: the system has no package %s", name)
		}
	}
	return show(ctx, append(asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends", name)...)
}

// aptHas tells whether the lists that apt-get holds have a package that can be installed.
func aptHas(ctx context.Context, name string) bool {
	out, err := exec.CommandContext(ctx, "apt-cache", "policy", name).Output()
	return err == nil && strings.Contains(string(out), "Candidate:") && !strings.Contains(string(out), "Candidate: (none)")
}

// rootPrefix is what a command that needs root begins with.
func rootPrefix() ([]string, error) {
	if os.Geteuid() == 0 {
		return nil, nil
	}
	if _, err := exec.LookPath("sudo"); err != nil {
		return nil, fmt.Errorf("ensure: apt-get needs root, and there is no sudo")
	}
	return []string{"sudo"}, nil
}

// installByBrew installs Homebrew's package.
func installByBrew(ctx context.Context, major string) error {
	name := "postgresql"
	if major != "" {
		name += "@" + major
	}
	return brewInstall(ctx, name)
}

// brewInstall installs a package of Homebrew.
func brewInstall(ctx context.Context, name string) error {
	if _, err := exec.LookPath("brew"); err != nil {
		return errNotHere
	}
	return show(ctx, "brew", "install", name)
}

// show runs a command that a person can follow.
func show(ctx context.Context, command ...string) error {
	say("ensure: %s", strings.Join(command, " "))
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ensure: %s: %w", strings.Join(command, " "), err)
	}
	return nil
}
