package pin

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// OneCore puts this process, and the server processes with the given ids and those that they were started by, on one core until
// undo is called. Processes and threads that are started meanwhile are there too. It fails with [ErrElsewhere].
func OneCore(server []int) (undo func(), err error) {
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrElsewhere, err)
	}
	for cpu := range 1024 {
		if all.IsSet(cpu) {
			one.Zero()
			one.Set(cpu) // the last: interrupts mostly go to the first
		}
	}
	processes := map[int]bool{os.Getpid(): true}
	for _, pid := range server {
		parent, err := parentOf(pid)
		if err != nil {
			return nil, err
		}
		processes[pid], processes[parent] = true, true
	}
	procs := runtime.GOMAXPROCS(1)
	undo = func() {
		for pid := range processes {
			_ = move(pid, &all) // those that have ended are not there
		}
		runtime.GOMAXPROCS(procs)
	}
	for pid := range processes {
		if err := move(pid, &one); err != nil {
			undo()
			return nil, err
		}
	}
	return undo, nil
}

// parentOf returns the postmaster of a server process on this machine.
func parentOf(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrElsewhere, err)
	}
	name, parent := "", 0
	for line := range strings.Lines(string(status)) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), ":"); key {
		case "Name":
			name = strings.TrimSpace(value)
		case "PPid":
			parent, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	if name != "postgres" || parent <= 1 {
		return 0, fmt.Errorf("%w: process %d is a child of %d called %q, and no server process", ErrElsewhere, pid, parent, name)
	}
	return parent, nil
}

// move lets the threads of a process run where cores says.
func move(pid int, cores *unix.CPUSet) error {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrElsewhere, err)
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err == nil {
			err = unix.SchedSetaffinity(id, cores)
		}
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("%w: %w", ErrElsewhere, err)
		}
	}
	return nil
}
