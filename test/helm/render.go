// Renders a chart as `helm template` does: Helm itself is Go's text/template with the functions of sprig, and a few of
// its own. Usage: render CHART RELEASE NAMESPACE [notes] < values.json.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type object = map[string]interface{}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

// As in Helm, by way of JSON: every number is a float.
func readYAML(file string) object {
	bytes, err := os.ReadFile(file)
	check(err)
	read := object{}
	check(yaml.Unmarshal(bytes, &read))
	asJSON, err := json.Marshal(read)
	check(err)
	values := object{}
	check(json.Unmarshal(asJSON, &values))
	return values
}

// Helm's own functions replace those of sprig, which take JSON of any shape.
func fromJSON(text string) object {
	read := object{}
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		read["Error"] = err.Error()
	}
	return read
}

func fromJSONArray(text string) []interface{} {
	read := []interface{}{}
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		read = []interface{}{err.Error()}
	}
	return read
}

// As in Helm: maps are joined, everything else is replaced, and null removes a default.
func merge(defaults, given object) object {
	merged := object{}
	for key, value := range defaults {
		merged[key] = value
	}
	for key, value := range given {
		below, isMap := value.(object)
		if old, wasMap := merged[key].(object); isMap && wasMap {
			merged[key] = merge(old, below)
		} else if value == nil {
			delete(merged, key)
		} else {
			merged[key] = value
		}
	}
	return merged
}

func toYAML(value interface{}) string {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	check(encoder.Encode(value))
	return strings.TrimSuffix(out.String(), "\n")
}

type versions struct{}

func (versions) Has(string) bool { return true }

func main() {
	chart, release, namespace := os.Args[1], os.Args[2], os.Args[3]
	given := object{}
	check(json.NewDecoder(os.Stdin).Decode(&given))
	about := readYAML(filepath.Join(chart, "Chart.yaml"))

	root := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	functions["toYaml"] = toYAML
	functions["fromJson"] = fromJSON
	functions["fromJsonArray"] = fromJSONArray
	functions["include"] = func(name string, data interface{}) (string, error) {
		var out strings.Builder
		err := root.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	functions["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	functions["lookup"] = func(...string) object { return object{} }
	root.Funcs(functions)

	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	check(err)
	sort.Strings(files)
	for _, file := range files {
		source, err := os.ReadFile(file)
		check(err)
		_, err = root.New(filepath.Base(file)).Parse(string(source))
		check(err)
	}
	data := object{
		"Values":  merge(readYAML(filepath.Join(chart, "values.yaml")), given),
		"Release": object{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true, "Revision": 1},
		"Chart":   object{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]},
		"Capabilities": object{
			"APIVersions": versions{},
			"KubeVersion": object{"Major": "1", "Minor": "31", "Version": "v1.31.0"},
		},
	}
	wantsNotes := len(os.Args) > 4 && os.Args[4] == "notes"
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "_") || (name == "NOTES.txt") != wantsNotes {
			continue
		}
		var out strings.Builder
		check(root.ExecuteTemplate(&out, name, data))
		text := strings.ReplaceAll(out.String(), "<no value>", "")
		if strings.TrimSpace(text) != "" {
			fmt.Println(strings.Trim(text, "\n"))
			if !wantsNotes {
				fmt.Println("---")
			}
		}
	}
}
